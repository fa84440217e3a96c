"""The detector's careful model: a small sentence encoder, run only where the fast one is unsure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TOKENS = 128
"""Word pieces of a sentence the encoder reads; the rest is cut."""


class Encoder:
    """all-MiniLM-L6-v2 (Wang et al. 2020; Reimers & Gurevych 2019), eight-bit, on ONNX Runtime.

    The file's activations are scaled by the largest of a call, so a sentence would be encoded
    otherwise in other company: each goes in a call of its own.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        import onnxruntime
        import tokenizers

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._threads = threads
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(TOKENS)
        self._tokenizer.no_padding()
        self._inputs = {given.name for given in self._session.get_inputs()}

    def embed(self, told: list[str]) -> NDArray[np.float32]:
        """The mean of a sentence's word pieces, brought to length 1: float32 (sentences, 384)."""
        if not told:
            return np.zeros((0, 384), dtype=np.float32)
        plain = [
            text.encode("utf-8", "replace").decode("utf-8") for text in told
        ]  # lone surrogates
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(plain)]
        if self._threads > 1 and len(tokens) > 1:
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(self._threads) as pool:
                return np.stack(list(pool.map(self._one, tokens)))
        return np.stack([self._one(ids) for ids in tokens])

    def _one(self, ids: list[int]) -> NDArray[np.float32]:
        given = np.array([ids], dtype=np.int64)
        feed = {
            "input_ids": given,
            "attention_mask": np.ones_like(given),
            "token_type_ids": np.zeros_like(given),
        }
        words = self._session.run(None, {k: v for k, v in feed.items() if k in self._inputs})[0][0]
        mean = words.mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)

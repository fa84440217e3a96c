"""The detector's careful model: a small tuned encoder, run only where the fast one is unsure."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

OWN = 72
"""Word pieces of a sentence the encoder reads; the rest is cut."""
AROUND = 20
"""Word pieces of each neighbour it reads: last of the one before, first of the one after."""
START, STOP = 101, 102
"""What begins the input, and what ends each of its three parts."""
ANSWERS = 5


class Encoder:
    """all-MiniLM-L6-v2 (Wang et al. 2020), tuned on India Police Events, eight-bit, ONNX Runtime.

    The file's activations are scaled by the largest of a call, so a sentence would be read
    otherwise in other company: each goes in a call of its own.
    """

    def __init__(self, folder: Path, threads: int = 1, name: str = "encoder.onnx") -> None:
        self._file = folder / name
        self._words = folder / "tokenizer.json"
        self._threads = threads

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(
            str(self._file), options, providers=["CPUExecutionProvider"]
        )

    @cached_property
    def _tokenizer(self) -> Any:
        import tokenizers

        found = tokenizers.Tokenizer.from_file(str(self._words))
        found.no_truncation()
        found.no_padding()
        return found

    def read(
        self, told: list[str], texts: NDArray[np.int64], asked: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Log odds (asked, 5) of India's labels, of the ``asked`` among the pieces ``told``.

        ``texts`` says to which text each piece belongs: a neighbour is of the same text.
        """
        if not len(asked):
            return np.zeros((0, ANSWERS), dtype=np.float32)
        near = sorted({int(at + step) for at in asked for step in (-1, 0, 1)})
        near = [at for at in near if 0 <= at < len(told)]
        plain = [told[at].encode("utf-8", "replace").decode("utf-8") for at in near]
        found = self._tokenizer.encode_batch(plain, add_special_tokens=False)
        tokens = {at: one.ids for at, one in zip(near, found, strict=True)}

        def beside(at: int, step: int) -> list[int]:
            other = at + step
            return tokens[other] if other in tokens and texts[other] == texts[at] else []

        rows = [
            (beside(at, -1)[-AROUND:], tokens[at][:OWN], beside(at, 1)[:AROUND])
            for at in map(int, asked)
        ]
        if self._threads > 1 and len(rows) > 1:
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(self._threads) as pool:
                return np.stack(list(pool.map(self._one, rows)))
        return np.stack([self._one(row) for row in rows])

    def _one(self, row: tuple[list[int], list[int], list[int]]) -> NDArray[np.float32]:
        before, own, after = row
        ids = np.array([[START, *before, STOP, *own, STOP, *after, STOP]], dtype=np.int64)
        kinds = np.zeros_like(ids)
        kinds[0, len(before) + 2 : len(before) + 2 + len(own)] = 1
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": kinds}
        return np.asarray(self._session.run(["logits"], feed)[0][0], dtype=np.float32)

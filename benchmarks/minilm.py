"""A small BERT (all-MiniLM-L6-v2: 6 layers, 384 wide, 12 heads) to tune in JAX and ship as ONNX.

The weights are those of Wang et al. (2020, MiniLM) as tuned for sentences by Reimers & Gurevych
(2019, Sentence-BERT); Apache-2.0. The sums are those of Devlin et al. (2019). Used by
``train_encoder.py``; needs ``jax`` and ``safetensors``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
from jax.experimental.layout import Layout, with_layout_constraint

Floats = npt.NDArray[np.float32]
Params = dict[str, Any]

LAYERS, HEADS, WIDTH = 6, 12, 384
HEAD_WIDTH = WIDTH // HEADS
EPSILON = 1e-12
HALF = jnp.bfloat16  # of the products of matrices, in training only


def load(path: Path) -> Params:
    """Weights of a ``model.safetensors``: ``embeddings`` and a list of ``layers``.

    Matrices are (in, out); query, key and value stand side by side as ``qkv``.
    """
    from safetensors.numpy import load_file

    raw = load_file(path)

    def layer(i: int) -> dict[str, Floats]:
        at = f"encoder.layer.{i}."
        own = [f"{at}attention.self.{part}." for part in ("query", "key", "value")]
        made = {
            "qkv": np.concatenate([raw[f"{o}weight"].T for o in own], axis=1),
            "qkv_b": np.concatenate([raw[f"{o}bias"] for o in own]),
        }
        dense = {
            "out": "attention.output.dense",
            "up": "intermediate.dense",
            "down": "output.dense",
        }
        norms = {"norm1": "attention.output.LayerNorm", "norm2": "output.LayerNorm"}
        for name, theirs in dense.items():
            made[name] = raw[f"{at}{theirs}.weight"].T
        for name, theirs in norms.items():
            made[name] = raw[f"{at}{theirs}.weight"]
        for name, theirs in (dense | norms).items():
            made[f"{name}_b"] = raw[f"{at}{theirs}.bias"]
        return {name: np.ascontiguousarray(value, np.float32) for name, value in made.items()}

    embeddings = {
        "word": raw["embeddings.word_embeddings.weight"],
        "position": raw["embeddings.position_embeddings.weight"],
        "kind": raw["embeddings.token_type_embeddings.weight"],
        "norm": raw["embeddings.LayerNorm.weight"],
        "norm_b": raw["embeddings.LayerNorm.bias"],
    }
    return {"embeddings": embeddings, "layers": [layer(i) for i in range(LAYERS)]}


def _halves(x: Any, y: Any) -> Any:
    # Only a product of matrices that both lie in rows reaches the matrix units of a processor.
    rows = Layout(major_to_minor=(0, 1))
    x, y = (with_layout_constraint(part.astype(HALF), rows) for part in (x, y))
    return jnp.matmul(x, y, preferred_element_type=jnp.float32)


@jax.custom_vjp
def dense(x: Any, weight: Any) -> Any:
    """``x @ weight`` of halves (bfloat16), summed in float32; slopes are reckoned likewise.

    Several times faster than float32 on processors with matrix units.
    """
    return _halves(x.reshape(-1, x.shape[-1]), weight).reshape(*x.shape[:-1], -1)


def _dense_forward(x: Any, weight: Any) -> tuple[Any, tuple[Any, Any]]:
    return dense(x, weight), (x, weight)


def _dense_backward(kept: tuple[Any, Any], slope: Any) -> tuple[Any, Any]:
    x, weight = kept
    flat, flat_slope = x.reshape(-1, x.shape[-1]), slope.reshape(-1, slope.shape[-1])
    return _halves(flat_slope, weight.T).reshape(x.shape), _halves(flat.T, flat_slope)


dense.defvjp(_dense_forward, _dense_backward)


def embed(weights: Params, ids: Any, kinds: Any) -> Any:
    """Hidden states (batch, tokens, WIDTH) that enter the first layer."""
    hidden = weights["word"][ids] + weights["position"][: ids.shape[1]] + weights["kind"][kinds]
    return _normal(hidden, weights["norm"], weights["norm_b"])


def layers(stack: list[Params], hidden: Any, mask: Any, key: Any = None, drop: float = 0.0) -> Any:
    """Hidden states after the layers of ``stack``; with a ``key``, outputs drop out by ``drop``."""
    bias = jnp.where(mask[:, None, None, :] > 0, 0.0, -1e9)
    for place, layer in enumerate(stack):
        keys = (None, None) if key is None else jax.random.split(jax.random.fold_in(key, place))
        found = _attention(layer, hidden, bias)
        found = _drop(dense(found, layer["out"]) + layer["out_b"], keys[0], drop)
        hidden = _normal(hidden + found, layer["norm1"], layer["norm1_b"])
        wide = jax.nn.gelu(dense(hidden, layer["up"]) + layer["up_b"], approximate=False)
        found = _drop(dense(wide, layer["down"]) + layer["down_b"], keys[1], drop)
        hidden = _normal(hidden + found, layer["norm2"], layer["norm2_b"])
    return hidden


def pool(hidden: Any, kinds: Any) -> Any:
    """Mean (batch, WIDTH) over the tokens of kind 1: those of the sentence itself."""
    weight = kinds.astype(jnp.float32)[:, :, None]
    return (hidden * weight).sum(1) / jnp.maximum(weight.sum(1), 1.0)


def _attention(layer: Params, hidden: Any, bias: Any) -> Any:
    batch, tokens, _ = hidden.shape
    qkv = dense(hidden, layer["qkv"]) + layer["qkv_b"]
    qkv = qkv.reshape(batch, tokens, 3, HEADS, HEAD_WIDTH)
    query, key, value = (qkv[:, :, i].transpose(0, 2, 1, 3) for i in range(3))
    scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(HEAD_WIDTH)) + bias
    mixed = jax.nn.softmax(scores, axis=-1) @ value
    return mixed.transpose(0, 2, 1, 3).reshape(batch, tokens, WIDTH)


def _normal(x: Any, weight: Any, bias: Any) -> Any:
    centred = x - x.mean(-1, keepdims=True)
    return centred * jax.lax.rsqrt((centred**2).mean(-1, keepdims=True) + EPSILON) * weight + bias


def _drop(x: Any, key: Any, rate: float) -> Any:
    if key is None or rate == 0.0:
        return x
    return jnp.where(jax.random.bernoulli(key, 1 - rate, x.shape), x / (1 - rate), 0.0)

"""The network of ``minilm.py`` with a head of labels, as an ONNX graph: in float32 or in 8 bits.

In 8 bits, weights are whole numbers with one scale for each block of 64 (matrices) or for each
word (embeddings). ONNX Runtime turns the matrices into float32 once, when it loads the file, so
sums are those of float32: as fast, and no answer hangs on what else is in the batch. (Where what
flows between the layers is quantised too, a batch moved chances by up to 0.004.)
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from minilm import EPSILON, HEAD_WIDTH, HEADS, WIDTH, Floats, Params
from onnx import TensorProto, helper, numpy_helper

BLOCK = 64
POSITIONS = 256  # longest input in tokens
OPSET = 20  # the first with Gelu


class Drawing:
    """Nodes and weights of a graph as it grows; each method returns the name of its answer."""

    def __init__(self, small: bool) -> None:
        self.small = small
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def keep(self, name: str, value: npt.NDArray[Any]) -> str:
        self.weights.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def add(self, kind: str, *given: str, name: str = "", **more: Any) -> str:
        name = name or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(given), [name], name=f"{name}_node", **more))
        return name

    def dense(self, x: str, layer: Params, name: str, at: str) -> str:
        """``x @ weight + bias``."""
        weight = np.asarray(layer[name], np.float32)
        bias = self.keep(f"{at}{name}_b", np.asarray(layer[f"{name}_b"], np.float32))
        if not self.small:
            return self.add("Add", self.add("MatMul", x, self.keep(at + name, weight)), bias)
        codes, scales = blocks(weight)
        held = self.keep(f"{at}{name}_codes", codes), self.keep(f"{at}{name}_scales", scales)
        floats = self.add("Cast", held[0], to=TensorProto.FLOAT)
        shape = self.keep(f"{at}{name}_shape", np.array(weight.shape, np.int64))
        whole = self.add("Reshape", self.add("Mul", floats, held[1]), shape)
        return self.add("Add", self.add("MatMul", x, whole), bias)

    def normal(self, x: str, layer: Params, name: str, at: str) -> str:
        held = [
            self.keep(at + part, np.asarray(layer[part], np.float32))
            for part in (name, f"{name}_b")
        ]
        return self.add("LayerNormalization", x, *held, axis=-1, epsilon=EPSILON)

    def words(self, table: Floats, ids: str) -> str:
        if not self.small:
            return self.add("Gather", self.keep("word", table), ids)
        scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-12) / 127
        codes = self.keep("word_codes", np.rint(table / scale).astype(np.int8))
        found = self.add("Cast", self.add("Gather", codes, ids), to=TensorProto.FLOAT)
        scales = self.keep("word_scales", scale.astype(np.float32))
        return self.add("Mul", found, self.add("Gather", scales, ids))


def blocks(weight: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Codes (blocks, BLOCK, out) and scales (blocks, 1, out) of a matrix (in, out)."""
    cut = weight.reshape(-1, BLOCK, weight.shape[1])
    scale = np.maximum(np.abs(cut).max(1, keepdims=True), 1e-12) / 127
    return np.rint(cut / scale).astype(np.int8), scale.astype(np.float32)


def graph(weights: Params, small: bool) -> onnx.ModelProto:
    """Model of int64 ``input_ids``, ``attention_mask``, ``token_type_ids`` (batch, tokens).

    Answers ``logits`` (batch, labels) and ``embedding`` (batch, 384), the mean over tokens of
    type 1, in float32.
    """
    draw = Drawing(small)
    hidden, bias = _start(draw, weights["embeddings"])
    for place, layer in enumerate(weights["layers"]):
        hidden = _layer(draw, layer, hidden, bias, f"layer{place}.")
    kinds = draw.add("Cast", "token_type_ids", to=TensorProto.FLOAT)
    axis = draw.keep("axis_last", np.array([-1], np.int64))
    along = draw.keep("axis_tokens", np.array([1], np.int64))
    weight = draw.add("Unsqueeze", kinds, axis)
    total = draw.add("ReduceSum", draw.add("Mul", hidden, weight), along, keepdims=0)
    one = draw.keep("one", np.array(1.0, np.float32))
    count = draw.add("Max", draw.add("ReduceSum", weight, along, keepdims=0), one)
    pooled = draw.add("Div", total, count, name="embedding")
    head = [
        draw.keep(f"head.{n}", np.asarray(weights["head"][n], np.float32))
        for n in ("weight", "bias")
    ]
    draw.add("Gemm", pooled, *head, name="logits")
    return _model(draw, len(weights["head"]["bias"]))


def _start(draw: Drawing, weights: Params) -> tuple[str, str]:
    """Hidden states below the first layer, and what is added to the scores of padding."""
    words = draw.words(np.asarray(weights["word"], np.float32), "input_ids")
    shape = draw.add("Shape", "input_ids", start=1, end=2)
    zero, one = (draw.keep(f"index_{i}", np.array([i], np.int64)) for i in (0, 1))
    places = draw.keep("position", np.asarray(weights["position"][:POSITIONS], np.float32))
    kinds = draw.add("Gather", draw.keep("kind", weights["kind"]), "token_type_ids")
    summed = draw.add("Add", draw.add("Add", words, kinds), draw.add("Slice", places, zero, shape))
    hidden = draw.normal(summed, weights, "norm", "embeddings.")
    mask = draw.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    axes = draw.keep("axes_heads", np.array([1, 2], np.int64))
    absent = draw.add("Sub", draw.add("Cast", one, to=TensorProto.FLOAT), mask)
    far = draw.keep("far", np.array(-1e9, np.float32))
    return hidden, draw.add("Unsqueeze", draw.add("Mul", absent, far), axes)


def _layer(draw: Drawing, layer: Params, hidden: str, bias: str, at: str) -> str:
    """One layer: attention, then the wide step, each added to what came in."""
    split = draw.keep(f"{at}split", np.array([0, 0, 3, HEADS, HEAD_WIDTH], np.int64))
    qkv = draw.add("Reshape", draw.dense(hidden, layer, "qkv", at), split)
    qkv = draw.add("Transpose", qkv, perm=[2, 0, 3, 1, 4])
    index = [draw.keep(f"{at}part{i}", np.array(i, np.int64)) for i in range(3)]
    query, key, value = (draw.add("Gather", qkv, i, axis=0) for i in index)
    scale = draw.keep(f"{at}scale", np.array(HEAD_WIDTH**-0.5, np.float32))
    key = draw.add("Transpose", key, perm=[0, 1, 3, 2])
    scores = draw.add("MatMul", draw.add("Mul", query, scale), key)
    share = draw.add("Softmax", draw.add("Add", scores, bias), axis=-1)
    mixed = draw.add("Transpose", draw.add("MatMul", share, value), perm=[0, 2, 1, 3])
    mixed = draw.add("Reshape", mixed, draw.keep(f"{at}join", np.array([0, 0, WIDTH], np.int64)))
    found = draw.add("Add", hidden, draw.dense(mixed, layer, "out", at))
    hidden = draw.normal(found, layer, "norm1", at)
    wide = draw.add("Gelu", draw.dense(hidden, layer, "up", at))
    found = draw.add("Add", hidden, draw.dense(wide, layer, "down", at))
    return draw.normal(found, layer, "norm2", at)


def _model(draw: Drawing, labels: int) -> onnx.ModelProto:
    shape = ["batch", "tokens"]
    given = [
        helper.make_tensor_value_info(name, TensorProto.INT64, shape)
        for name in ("input_ids", "attention_mask", "token_type_ids")
    ]
    answers = [
        helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", labels]),
        helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", WIDTH]),
    ]
    made = helper.make_graph(draw.nodes, "encoder", given, answers, draw.weights)
    sets = [helper.make_opsetid("", OPSET)]
    return helper.make_model(made, opset_imports=sets, ir_version=10)

"""A network of BERT-base's shape (Devlin et al. 2019) with random weights, to time it.

Random weights take the same time as trained ones: no step depends on a weight's value.
"""

from __future__ import annotations

import numpy as np

LAYERS, WIDTH, HEADS, INNER, WORDS = 12, 768, 12, 3072, 30522


class _Graph:
    def __init__(self) -> None:
        self.nodes: list = []
        self.weights: list = []
        self.random = np.random.default_rng(1)

    def weight(self, *shape: int) -> str:
        from onnx import numpy_helper

        name = f"w{len(self.weights)}"
        values = self.random.standard_normal(shape, dtype=np.float32) * np.float32(0.02)
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def constant(self, values: list[float] | list[int], kind: type) -> str:
        from onnx import numpy_helper

        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.array(values, dtype=kind), name))
        return name

    def add(self, kind: str, *given: str, **settings: object) -> str:
        from onnx import helper

        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(given), [name], **settings))
        return name

    def dense(self, given: str, wide: int, out: int) -> str:
        return self.add("Add", self.add("MatMul", given, self.weight(wide, out)), self.weight(out))

    def norm(self, given: str) -> str:
        scale, shift = self.weight(WIDTH), self.weight(WIDTH)
        return self.add("LayerNormalization", given, scale, shift, axis=-1)


def session(threads: int = 2) -> object:
    """An ONNX Runtime session: ``ids`` int64 (sentences, length) to ``out`` (sentences, 5)."""
    import onnxruntime
    from onnx import TensorProto, helper

    graph = _Graph()
    words = graph.add("Gather", graph.weight(WORDS, WIDTH), "ids")
    shape = graph.constant([0, 0, HEADS, WIDTH // HEADS], np.int64)
    flat = graph.constant([0, 0, WIDTH], np.int64)
    root = graph.constant([(WIDTH // HEADS) ** 0.5], np.float32)
    half = graph.constant([0.5], np.float32)
    one, two = graph.constant([1.0], np.float32), graph.constant([2.0**0.5], np.float32)
    hidden = graph.norm(words)
    for _ in range(LAYERS):
        parts = [graph.add("Reshape", graph.dense(hidden, WIDTH, WIDTH), shape) for _ in range(3)]
        query = graph.add("Transpose", parts[0], perm=[0, 2, 1, 3])
        key = graph.add("Transpose", parts[1], perm=[0, 2, 3, 1])
        value = graph.add("Transpose", parts[2], perm=[0, 2, 1, 3])
        heed = graph.add("Div", graph.add("MatMul", query, key), root)
        mixed = graph.add("MatMul", graph.add("Softmax", heed, axis=-1), value)
        mixed = graph.add("Reshape", graph.add("Transpose", mixed, perm=[0, 2, 1, 3]), flat)
        hidden = graph.norm(graph.add("Add", hidden, graph.dense(mixed, WIDTH, WIDTH)))
        inner = graph.dense(hidden, WIDTH, INNER)
        bent = graph.add("Add", graph.add("Erf", graph.add("Div", inner, two)), one)
        inner = graph.add("Mul", graph.add("Mul", inner, bent), half)
        hidden = graph.norm(graph.add("Add", hidden, graph.dense(inner, INNER, WIDTH)))
    first = graph.add("Gather", hidden, graph.constant([0], np.int64), axis=1)
    last = graph.dense(first, WIDTH, 5)
    graph.nodes.append(helper.make_node("Identity", [last], ["out"]))
    given = helper.make_tensor_value_info("ids", TensorProto.INT64, ["n", "length"])
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, None)
    made = helper.make_graph(graph.nodes, "bert", [given], [out], graph.weights)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )

"""CLIP's two towers as ONNX graphs with random weights, node for node as torch exports transformers' CLIPModel.

The exporter's roundabout ways (shapes that are taken apart and put together, casts of floats to floats) are kept on purpose:
they are what runs in practice, and how well a runtime removes them is a part of its speed.
"""

from dataclasses import dataclass

import numpy as np
from onnx import TensorProto, helper, numpy_helper

OPSET = 14
IR_VERSION = 7
EPSILON = 1e-5
FLOAT, LONG = TensorProto.FLOAT, TensorProto.INT64
WORDS, CONTEXT = 49408, 77
LAST = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Shape:
    """What a tower is made of; `patch` and `size` only for pictures."""

    width: int
    inner: int
    layers: int
    heads: int
    dimension: int = 512
    patch: int = 32
    size: int = 224


VISION_B32 = Shape(width=768, inner=3072, layers=12, heads=12)
TEXT_B32 = Shape(width=512, inner=2048, layers=12, heads=8)


class Graph:
    """Nodes and weights in the making. `weight` gives the values for a kind (`matrix`, `table`, `bias`, `scale`) and dimensions."""

    def __init__(self, weight):
        self.weight = weight
        self.nodes = []
        self.weights = []
        self.names = 0

    def name(self):
        self.names += 1
        return f"n{self.names}"

    def node(self, kind, *inputs, output=None, **attributes):
        output = output or self.name()
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def constant(self, value, dtype=np.int64):
        return self.node("Constant", value=numpy_helper.from_array(np.asarray(value, dtype=dtype)))

    def weighted(self, kind, *dimensions):
        name = f"w{len(self.weights)}"
        values = np.ascontiguousarray(self.weight(kind, dimensions), dtype=np.float32)
        self.weights.append(numpy_helper.from_array(values.reshape(dimensions), name))
        return name

    def size_at(self, tensor, axis):
        shape = self.node("Shape", tensor)
        return self.node("Gather", shape, self.constant(axis), axis=0)

    def listed(self, scalar):
        return self.node("Unsqueeze", scalar, self.constant([0]))

    def normalised(self, tensor, width):
        """Layer normalisation, which opset 14 has no operator for."""
        centred = self.node("Sub", tensor, self.node("ReduceMean", tensor, axes=[-1]))
        squares = self.node("Pow", centred, self.constant(2, np.float32))
        variance = self.node("ReduceMean", squares, axes=[-1])
        spread = self.node("Sqrt", self.node("Add", variance, self.constant(EPSILON, np.float32)))
        scaled = self.node("Mul", self.node("Div", centred, spread), self.weighted("scale", width))
        return self.node("Add", scaled, self.weighted("bias", width))

    def linear(self, tensor, rows, columns):
        product = self.node("MatMul", tensor, self.weighted("matrix", rows, columns))
        return self.node("Add", self.weighted("bias", columns), product)

    def attention(self, tensor, shape, mask):
        width, heads = shape.width, shape.heads
        batch, length, channels = (self.size_at(tensor, axis) for axis in range(3))
        projected = [self.linear(tensor, width, width) for _ in range(3)]
        split = [self.node("Concat", self.listed(batch), self.listed(length), self.constant([-1]),
                           self.constant([width // heads]), axis=0) for _ in range(3)]
        query = self.node("Transpose", self.node("Reshape", projected[0], split[0], allowzero=0), perm=[0, 2, 1, 3])
        keys = self.node("Reshape", projected[1], split[1], allowzero=0)
        values = self.node("Transpose", self.node("Reshape", projected[2], split[2], allowzero=0), perm=[0, 2, 1, 3])
        keys = self.node("Transpose", keys, perm=[0, 2, 3, 1])
        scores = self.node("Mul", self.node("MatMul", query, keys), self.constant((width // heads) ** -0.5, np.float32))
        if mask:
            scores = self.node("Add", scores, mask)
        shares = self.node("Softmax", scores, axis=-1)
        shares = self.node("Cast", self.node("Cast", shares, to=FLOAT), to=FLOAT)
        mixed = self.node("Transpose", self.node("MatMul", shares, values), perm=[0, 2, 1, 3])
        joined = self.node("Concat", self.listed(batch), self.listed(length), self.listed(channels), axis=0)
        return self.linear(self.node("Reshape", mixed, joined, allowzero=0), width, width)

    def perceptron(self, tensor, shape):
        inner = self.linear(tensor, shape.width, shape.inner)
        gate = self.node("Sigmoid", self.node("Mul", inner, self.constant(1.702, np.float32)))
        return self.linear(self.node("Mul", inner, gate), shape.inner, shape.width)

    def layers(self, tensor, shape, mask=None):
        for _ in range(shape.layers):
            tensor = self.node("Add", tensor, self.attention(self.normalised(tensor, shape.width), shape, mask))
            tensor = self.node("Add", tensor, self.perceptron(self.normalised(tensor, shape.width), shape))
        return tensor

    def expanded(self, dimensions):
        """The dimensions with -1 replaced by 1, as the exporter writes `expand`."""
        flat = self.node("Reshape", dimensions, self.constant([-1]), allowzero=0)
        ones = self.node("ConstantOfShape", self.node("Shape", flat),
                         value=numpy_helper.from_array(np.array([1], dtype=np.int64)))
        unknown = self.node("Equal", flat, self.node("Mul", ones, self.constant(-1)))
        return self.node("Where", unknown, ones, flat)

    def model(self, inputs, outputs):
        graph = helper.make_graph(self.nodes, "main_graph", inputs, outputs, self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="pictor-benchmarks")
        model.ir_version = IR_VERSION
        return model


def vision(shape, weight):
    """`pixel_values` [batch, 3, size, size] to `image_embeds` [batch, dimension], not normalised."""
    g = Graph(weight)
    patches = (shape.size // shape.patch) ** 2
    first = g.constant(0)
    batch = g.node("Gather", g.node("Shape", "pixel_values"), g.constant(0), axis=0)
    pixels = g.node("Cast", "pixel_values", to=FLOAT)
    cut = g.node("Conv", pixels, g.weighted("matrix", shape.width, 3, shape.patch, shape.patch), dilations=[1, 1], group=1,
                 kernel_shape=[shape.patch] * 2, pads=[0] * 4, strides=[shape.patch] * 2)
    size = g.node("Shape", cut)
    start, end, axis = g.constant([0]), g.constant([2]), g.constant([0])
    size = g.node("Concat", g.node("Slice", size, start, end, axis), g.constant([-1]), axis=0)
    rows = g.node("Transpose", g.node("Reshape", cut, size, allowzero=0), perm=[0, 2, 1])
    whole = g.node("Concat", g.listed(batch), g.constant([1]), g.constant([-1]), axis=0)
    head = g.node("Expand", g.weighted("bias", shape.width), g.expanded(whole))
    rows = g.node("Concat", head, rows, axis=1)
    places = g.node("Gather", g.weighted("table", patches + 1, shape.width), g.constant([np.arange(patches + 1)]))
    rows = g.layers(g.normalised(g.node("Add", rows, places), shape.width), shape)
    pooled = g.normalised(g.node("Gather", rows, first, axis=1), shape.width)
    g.node("MatMul", pooled, g.weighted("matrix", shape.width, shape.dimension), output="image_embeds")
    pixels = helper.make_tensor_value_info("pixel_values", FLOAT, ["batch_size", "num_channels", "height", "width"])
    return g.model([pixels], [helper.make_tensor_value_info("image_embeds", FLOAT, ["batch_size", shape.dimension])])


def causal_mask(g, batch, length):
    """[batch, 1, length, length]: zero for a token and those before it, the lowest float for those after."""
    none = g.node("Sub", length, length)
    square = g.node("Concat", g.listed(length), g.listed(length), axis=0)
    lowest = g.node("ConstantOfShape", square,
                    value=numpy_helper.from_array(np.array([np.finfo(np.float32).min], dtype=np.float32)))

    def side():
        tail = [g.constant(value) for value in ([0], [-1], [LAST])]
        last = g.node("Slice", g.node("Shape", lowest), tail[1], tail[2], tail[0])
        return g.node("Squeeze", last, g.constant([0]))

    columns = g.node("Range", g.constant(0), g.node("Cast", side(), to=LONG), g.constant(1))
    after = g.node("Add", columns, g.constant(1))
    tall = g.node("Concat", g.listed(side()), g.constant([1]), axis=0)
    seen = g.node("Less", columns, g.node("Reshape", after, tall, allowzero=0))
    mask = g.node("Where", g.node("Cast", seen, to=TensorProto.BOOL), g.constant(0, np.float32), lowest)
    mask = g.node("Unsqueeze", g.node("Cast", mask, to=FLOAT), g.constant([0]))
    mask = g.node("Unsqueeze", mask, g.constant([1]))
    total = g.node("Add", length, none)
    whole = g.node("Concat", g.listed(batch), g.constant([1]), g.listed(length), g.listed(total), axis=0)
    return g.node("Expand", mask, g.expanded(whole))


def at_the_end(g, ids, rows):
    """The row of each text's largest id, which is the token that ends it."""
    count = g.node("Cast", g.size_at(rows, 0), to=LONG)
    texts = g.node("Range", g.constant(0), count, g.constant(1))
    place = g.node("ArgMax", g.node("Cast", ids, to=TensorProto.INT32), axis=-1, keepdims=0, select_last_index=0)
    shape = g.node("Shape", rows)
    length = g.node("Gather", shape, g.constant([1]), axis=0)
    width = g.node("Gather", shape, g.constant([2]), axis=0)
    flat = g.node("Flatten", rows, axis=2)
    index = g.node("Add", place, g.node("Mul", texts, length))
    picked = g.node("Gather", flat, index, axis=0)
    shape = g.node("Shape", index)
    picked = g.node("Reshape", picked, g.node("Concat", g.constant([-1]), width, axis=0), allowzero=0)
    return g.node("Reshape", picked, g.node("Concat", shape, width, axis=0), allowzero=0)


def text(shape, weight):
    """`input_ids` [batch, length] to `text_embeds` [batch, dimension], not normalised."""
    g = Graph(weight)
    length = g.size_at("input_ids", 1)
    flat = g.node("Concat", g.constant([-1]), g.listed(length), axis=0)
    ids = g.node("Reshape", "input_ids", flat, allowzero=0)
    batch, end = g.size_at(ids, 0), g.listed(g.size_at(ids, 1))
    all_places, step, start = g.constant([np.arange(CONTEXT)]), g.constant([1]), g.constant([0])
    places = g.node("Slice", all_places, start, end, g.constant([1]), step)
    words = g.node("Gather", g.weighted("table", WORDS, shape.width), ids)
    rows = g.node("Add", words, g.node("Gather", g.weighted("table", CONTEXT, shape.width), places))
    rows = g.layers(rows, shape, causal_mask(g, batch, length))
    rows = g.normalised(rows, shape.width)
    g.node("MatMul", at_the_end(g, ids, rows), g.weighted("matrix", shape.width, shape.dimension), output="text_embeds")
    ids = helper.make_tensor_value_info("input_ids", LONG, ["batch_size", "sequence_length"])
    return g.model([ids], [helper.make_tensor_value_info("text_embeds", FLOAT, ["batch_size", shape.dimension])])

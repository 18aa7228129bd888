"""The model as a bundle of Pictor, written by hand: what `pictor models add` does, for a build without it."""

import hashlib
import json
import os
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image
from tokenizers import Tokenizer

import graph
import model

GOLDEN = "golden/noise.png"
TEXT = "a photo of a cat"


def unit(output):
    return [round(float(number), 7) for number in output[0] / np.linalg.norm(output[0])]


def golden(folder, bundle):
    """A picture and a text with the vectors that Python computes, for the self-test."""
    size = graph.VISION_B32.size
    pixels = np.random.default_rng(3).integers(0, 256, (size, size, 3), np.uint8)
    (bundle / GOLDEN).parent.mkdir()
    Image.fromarray(pixels).save(bundle / GOLDEN)
    prepared = ((pixels.astype(np.float32) / 255 - np.array(model.MEAN, np.float32)) / np.array(model.STD, np.float32)).transpose(2, 0, 1)
    ids = Tokenizer.from_file(str(folder / "tokenizer.json")).encode(TEXT).ids

    def run(name, inputs):
        return onnxruntime.InferenceSession(folder / "onnx" / name, providers=["CPUExecutionProvider"]).run(None, inputs)[0]

    image = run("vision_model.onnx", {"pixel_values": prepared[None]})
    text = run("text_model.onnx", {"input_ids": np.array([ids], np.int64)})
    model.write(bundle / "golden.json", {"photos": [{"path": GOLDEN, "pixels": GOLDEN, "vector": unit(image)}],
                                         "texts": [{"text": TEXT, "vector": unit(text)}]})


def manifest(name, bundle):
    files = [path for path in bundle.rglob("*") if path.is_file()]
    digests = {str(path.relative_to(bundle)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return {
        "name": name, "version": 1, "dimension": graph.VISION_B32.dimension, "metric": "cosine", "languages": ["en"], "logitScale": 100,
        "picture": {"file": "vision_model.onnx", "input": "pixel_values", "output": "image_embeds", "size": graph.VISION_B32.size,
                    "resize": "centre-crop", "interpolation": "bicubic-antialiased", "mean": [255 * mean for mean in model.MEAN],
                    "std": [255 * std for std in model.STD], "range": [0, 255], "layout": "NCHW", "channels": "RGB", "orientation": "exif"},
        "texts": [{"script": "default", "language": "en",
                   "encoder": {"onnx": "text_model.onnx", "tokenizer": "tokenizer.json", "inputs": ["input_ids"], "output": "text_embeds",
                               "dimension": graph.TEXT_B32.dimension, "pooling": "none", "normalise": True, "lowerCase": False,
                               "maxTokens": graph.CONTEXT, "padding": "none", "cleaning": "none"}}],
        "licences": {"tokenizer.json": "MIT (OpenAI CLIP)"}, "sha256": digests,
    }


def put(folder, name, data):
    """Puts the model of `folder` into a data folder under this name."""
    bundle = Path(data) / "models" / name
    bundle.mkdir(parents=True)
    for file in ("onnx/vision_model.onnx", "onnx/text_model.onnx", "tokenizer.json"):
        os.link(folder / file, bundle / file.rsplit("/", 1)[-1])
    golden(folder, bundle)
    model.write(bundle / "model.json", manifest(name, bundle))

"""Makes a CLIP ViT-B/32 with random weights in the layout of transformers.js: the real one's graph, size and speed; its vectors mean nothing.

    model.py FOLDER
"""

import gzip
import importlib.util
import json
import math
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.decoders import ByteLevel
from tokenizers.models import BPE

import graph

MEAN = [0.48145466, 0.4578275, 0.40821073]
STD = [0.26862954, 0.26130258, 0.27577711]
START, END = "<|startoftext|>", "<|endoftext|>"
WORD = r"""'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"""
MERGES = 48894
VISION_BYTES, TEXT_BYTES = 351e6, 254e6  # of the real one's files, within a hundredth
VERSION = "1"  # of what this program writes


def random_weights(seed):
    """Such that numbers keep their size from layer to layer, as in a trained model."""
    source = np.random.default_rng(seed)

    def weight(kind, dimensions):
        if kind == "scale":
            return np.ones(dimensions, np.float32)
        inputs = math.prod(dimensions[1:]) if len(dimensions) == 4 else dimensions[0]
        spread = inputs ** -0.5 if kind == "matrix" else 0.02
        return source.standard_normal(dimensions, np.float32) * np.float32(spread)

    return weight


def merges():
    """The list of OpenAI's tokenizer, from the wheel of open_clip_torch (MIT); the package itself is not imported."""
    (folder,) = importlib.util.find_spec("open_clip").submodule_search_locations
    lines = gzip.open(Path(folder) / "bpe_simple_vocab_16e6.txt.gz").read().decode().split("\n")
    return lines[1 : MERGES + 1]


def tokenizer():
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    letters = [chr(byte) for byte in printable] + [chr(256 + i) for i in range(len(others))]
    pairs = merges()
    words = letters + [f"{letter}</w>" for letter in letters] + [pair.replace(" ", "") for pair in pairs] + [START, END]
    numbers = {word: number for number, word in enumerate(words)}
    made = Tokenizer(BPE(numbers, [tuple(pair.split(" ")) for pair in pairs], continuing_subword_prefix="",
                         end_of_word_suffix="</w>", fuse_unk=False, unk_token=END))
    made.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(WORD), "removed", invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    made.decoder = ByteLevel()
    made.post_processor = processors.RobertaProcessing((END, numbers[END]), (START, numbers[START]), False, False)
    made.add_special_tokens([START, END])
    return made, pairs, numbers


def write(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False) + "\n", encoding="utf-8")


def write_tokenizer(folder):
    made, pairs, numbers = tokenizer()
    tree = json.loads(made.to_str())
    tree["model"]["merges"] = pairs  # as strings of two words, the form of the published file
    write(folder / "tokenizer.json", tree)
    write(folder / "vocab.json", numbers)
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(pairs) + "\n", encoding="utf-8")
    write(folder / "tokenizer_config.json",
          {"bos_token": START, "eos_token": END, "pad_token": END, "unk_token": END, "do_lower_case": True,
           "model_max_length": graph.CONTEXT, "tokenizer_class": "CLIPTokenizer"})
    write(folder / "special_tokens_map.json", {"bos_token": START, "eos_token": END, "pad_token": END, "unk_token": END})


def write_configuration(folder):
    def tower(shape, **more):
        return {"hidden_size": shape.width, "intermediate_size": shape.inner, "num_hidden_layers": shape.layers,
                "num_attention_heads": shape.heads, "hidden_act": "quick_gelu", "layer_norm_eps": graph.EPSILON,
                "projection_dim": shape.dimension, **more}

    write(folder / "config.json",
          {"architectures": ["CLIPModel"], "model_type": "clip", "projection_dim": graph.VISION_B32.dimension,
           "logit_scale_init_value": 2.6592,
           "text_config": tower(graph.TEXT_B32, model_type="clip_text_model", vocab_size=graph.WORDS,
                                max_position_embeddings=graph.CONTEXT, bos_token_id=0, eos_token_id=2, pad_token_id=1),
           "vision_config": tower(graph.VISION_B32, model_type="clip_vision_model", image_size=graph.VISION_B32.size,
                                  patch_size=graph.VISION_B32.patch)})
    write(folder / "preprocessor_config.json",
          {"crop_size": {"height": 224, "width": 224}, "do_center_crop": True, "do_convert_rgb": True, "do_normalize": True,
           "do_rescale": True, "do_resize": True, "feature_extractor_type": "CLIPFeatureExtractor", "image_mean": MEAN,
           "image_processor_type": "CLIPFeatureExtractor", "image_std": STD, "resample": 3, "rescale_factor": 1 / 255,
           "size": {"shortest_edge": 224}})


def save(model, path, expected):
    onnx.save(model, path)
    if abs(path.stat().st_size / expected - 1) > 0.01:
        sys.exit(f"{path}: {path.stat().st_size} bytes (expected: about {expected:.0f}, as the real one)")


def make(folder):
    """Does nothing when an earlier run was done."""
    stamp = folder.with_name(folder.name + ".made")
    if stamp.exists() and stamp.read_text() == VERSION:
        return
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "onnx").mkdir(parents=True)
    save(graph.vision(graph.VISION_B32, random_weights(1)), folder / "onnx" / "vision_model.onnx", VISION_BYTES)
    save(graph.text(graph.TEXT_B32, random_weights(2)), folder / "onnx" / "text_model.onnx", TEXT_BYTES)
    write_tokenizer(folder)
    write_configuration(folder)
    stamp.write_text(VERSION)


def make_roboflow_cache(folder, cache):
    """The same weights as files of the cache of Roboflow's server, which wants a fixed width of pictures and 32-bit token ids."""
    target = cache / "~clip-ViT-B-32-781fcd03ced4ec602b1ef28ca38f5d25"  # where version 1.8.3 looks for clip/ViT-B-32
    if (target / "textual.onnx").exists():
        return
    target.mkdir(parents=True, exist_ok=True)
    visual = onnx.load(folder / "onnx" / "vision_model.onnx")
    for place, size in enumerate((3, graph.VISION_B32.size, graph.VISION_B32.size), start=1):
        visual.graph.input[0].type.tensor_type.shape.dim[place].dim_value = size
    onnx.save(visual, target / "visual.onnx")
    textual = onnx.load(folder / "onnx" / "text_model.onnx")
    textual.graph.input[0].name = "ids"
    textual.graph.input[0].type.tensor_type.elem_type = onnx.TensorProto.INT32
    textual.graph.node.insert(0, onnx.helper.make_node("Cast", ["ids"], ["input_ids"], to=onnx.TensorProto.INT64))
    onnx.save(textual, target / "textual.onnx")


if __name__ == "__main__":
    make(Path(sys.argv[1]))

"""The same work in Python: Pillow and ONNX Runtime, batches of 16, 2 threads. Prints one line of JSON.

    peer.py loop MODEL FOLDER     decodes and resizes one picture after the other
    peer.py pool MODEL FOLDER     decodes and resizes on 2 threads, which Pillow allows
    peer.py tower MODEL COUNT     runs the picture tower on ready tensors
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image, ImageOps

SIZE = 260
BATCH = 16
THREADS = 2


def session(model):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def prepared(path):
    with Image.open(path) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    pixels = np.asarray(picture.resize((SIZE, SIZE), Image.Resampling.BICUBIC), dtype=np.float32)
    return ((pixels - 127) / 128).transpose(2, 0, 1)


def index(tower, files, each):
    vectors = []
    prepare = infer = 0.0
    for start in range(0, len(files), BATCH):
        began = time.perf_counter()
        batch = np.stack(list(each(prepared, files[start : start + BATCH])))
        ready = time.perf_counter()
        (output,) = tower.run(["image_embeds"], {"pixel_values": batch})
        vectors.append(output / np.linalg.norm(output, axis=1, keepdims=True))
        prepare += ready - began
        infer += time.perf_counter() - ready
    return {"prepare": prepare, "infer": infer}


def bare(tower, count):
    batch = np.random.default_rng(1).uniform(-1, 1, (BATCH, 3, SIZE, SIZE)).astype(np.float32)
    for _ in range(0, count, BATCH):
        tower.run(["image_embeds"], {"pixel_values": batch})
    return {}


def main(mode, model, what):
    tower = session(model)
    tower.run(["image_embeds"], {"pixel_values": np.zeros((BATCH, 3, SIZE, SIZE), np.float32)})
    if mode == "tower":
        count = int(what)
        began, busy = time.perf_counter(), time.process_time()
        result = bare(tower, count)
    else:
        files = sorted(Path(what).rglob("*.jpg"))
        count = len(files)
        with ThreadPoolExecutor(THREADS) as pool:
            began, busy = time.perf_counter(), time.process_time()
            result = index(tower, files, pool.map if mode == "pool" else map)
    taken = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - busy}
    print(json.dumps({"pictures": count, **taken, **result}))


main(*sys.argv[1:])

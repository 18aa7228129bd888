"""Towers alone in Python, on ready tensors. Prints one line of JSON, as TowerBenchmark and TextTowerBenchmark do.

    bare.py pictures FILE CALLERS COUNT SIZE       1 caller: batches of 16 on 2 threads; 2: two of one thread each, a picture a run
    bare.py texts FILE THREADS TOKENS RUNS         one text a run
"""

import json
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnxruntime

THREADS = 2


def session(file, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])


def pictures(file, callers, count, size):
    tower = session(file, THREADS // callers)
    batch = 16 if callers == 1 else 1
    pixels = np.random.default_rng(1).uniform(-1, 1, (batch, 3, size, size)).astype(np.float32)
    runs = count // batch // callers

    def run(times):
        for _ in range(times):
            tower.run(["image_embeds"], {"pixel_values": pixels})

    run(2)
    with ThreadPoolExecutor(callers) as pool:
        began, busy = time.perf_counter(), time.process_time()
        list(pool.map(run, [runs] * callers))
        return {"pictures": runs * batch * callers, "seconds": time.perf_counter() - began, "cpu": time.process_time() - busy}


def texts(file, threads, tokens, runs):
    tower = session(file, threads)
    random = np.random.default_rng(1)
    times = []
    for i in range(-20, runs):
        ids = random.integers(1, 49406, (1, tokens))
        ids[0, 0], ids[0, -1] = 49406, 49407
        began = time.perf_counter()
        tower.run(["text_embeds"], {"input_ids": ids})
        if i >= 0:
            times.append(1000 * (time.perf_counter() - began))
    times.sort()
    return {"qps": 1000 * runs / sum(times), "p50": statistics.median(times), "p99": times[-(-runs * 99 // 100) - 1]}


what, file, *numbers = sys.argv[1:]
print(json.dumps({"pictures": pictures, "texts": texts}[what](file, *map(int, numbers))))

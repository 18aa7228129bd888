"""hnswlib on the same vectors: M 16, efConstruction 200, cosine as inner product of unit vectors. Prints JSON lines.

    peer.py build DATASET BASE THREADS            builds and saves target index of base.f32 or bursts.f32
    peer.py search DATASET CASE EF,EF,…           one thread, one query a call, as a server would get them
"""

import json
import sys
import time
from pathlib import Path

import hnswlib
import numpy as np
from dataset import CASES, DIMENSION, TOP


def rows(dataset, name):
    return np.fromfile(dataset / f"{name}.f32", "<f4").reshape(-1, DIMENSION)


def build(dataset, base, threads):
    vectors = rows(dataset, base)
    index = hnswlib.Index("ip", DIMENSION)
    index.init_index(len(vectors), M=16, ef_construction=200, random_seed=1)
    began = time.perf_counter()
    index.add_items(vectors, num_threads=threads)
    taken = time.perf_counter() - began
    index.save_index(str(dataset / f"hnswlib-{base}"))
    print(json.dumps({"records": len(vectors), "seconds": taken}))


def search(dataset, case, efs):
    base, queries, bit = CASES[case]
    vectors = rows(dataset, queries)
    truth = np.fromfile(dataset / f"truth-{case}.i32", "<i4").reshape(-1, TOP)
    index = hnswlib.Index("ip", DIMENSION)
    index.load_index(str(dataset / f"hnswlib-{base}"))
    index.set_num_threads(1)
    options = {}
    if bit:
        members = (np.fromfile(dataset / "groups.u8", np.uint8) & bit).astype(bool).tolist()
        options["filter"] = members.__getitem__
        vectors, truth = vectors[:100], truth[:100]  # the filter is a call into Python for each row met
    for ef in efs:
        index.set_ef(ef)
        for query in vectors[:50]:
            index.knn_query(query, k=TOP, **options)
        times, found = [], 0
        for query, right in zip(vectors, truth):
            began = time.perf_counter()
            try:
                labels, _ = index.knn_query(query, k=TOP, **options)
            except RuntimeError:  # it finds fewer than ten rows that pass
                labels = np.empty(0)
            times.append(time.perf_counter() - began)
            found += len(np.intersect1d(labels, right))
        times = np.array(times) * 1000
        print(json.dumps({"ef": ef, "recall": found / truth.size, "qps": 1000 / times.mean(),
                          "p50": np.percentile(times, 50), "p99": np.percentile(times, 99)}), flush=True)


if __name__ == "__main__":
    mode, dataset = sys.argv[1], Path(sys.argv[2])
    if mode == "build":
        build(dataset, sys.argv[3], int(sys.argv[4]))
    else:
        search(dataset, sys.argv[3], [int(ef) for ef in sys.argv[4].split(",")])

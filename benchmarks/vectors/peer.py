"""hnswlib on the same vectors: M 16, efConstruction 200, cosine as inner product of unit vectors. Prints JSON lines.

    peer.py build DATASET BASE THREADS            builds and saves
    peer.py search DATASET CASE EF,EF,…           one thread, one query a call, as a server would get them
"""

import json
import sys
import time
from pathlib import Path

import hnswlib
import numpy as np
from dataset import CASES, DIMENSION, FLAGS, TOP, rows

ROUNDING = 1e-6  # sums of products differ in their last bits


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
    base, queries, flag = CASES[case]
    vectors = rows(dataset, queries)
    floors = np.fromfile(dataset / f"floor-{case}.f32", np.float32)
    index = hnswlib.Index("ip", DIMENSION)
    index.load_index(str(dataset / f"hnswlib-{base}"))
    index.set_num_threads(1)
    options = {}
    if FLAGS[flag]:
        members = (np.fromfile(dataset / "groups.u8", np.uint8) & FLAGS[flag]).astype(bool).tolist()
        options["filter"] = members.__getitem__
        vectors, floors = vectors[:100], floors[:100]  # the filter is a call into Python for each row met
    for ef in efs:
        index.set_ef(ef)
        for query in vectors[:50]:
            index.knn_query(query, k=TOP, **options)
        times, found = [], 0
        for query, floor in zip(vectors, floors):
            began = time.perf_counter()
            try:
                _, distances = index.knn_query(query, k=TOP, **options)
            except RuntimeError:  # it finds fewer than ten rows that pass
                distances = np.empty(0)
            times.append(time.perf_counter() - began)
            found += np.count_nonzero(1 - distances >= floor - ROUNDING)
        times = np.array(times) * 1000
        print(json.dumps({"ef": ef, "recall": found / (TOP * len(floors)), "qps": 1000 / times.mean(),
                          "p50": np.percentile(times, 50), "p99": np.percentile(times, 99)}), flush=True)


if __name__ == "__main__":
    mode, dataset = sys.argv[1], Path(sys.argv[2])
    if mode == "build":
        build(dataset, sys.argv[3], int(sys.argv[4]))
    else:
        search(dataset, sys.argv[3], [int(ef) for ef in sys.argv[4].split(",")])

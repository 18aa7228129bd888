"""Writes the Parquet files beside it, as pyarrow 26.0.1 does.

    python3 -m venv /tmp/pq && /tmp/pq/bin/pip install pyarrow==26.0.1
    /tmp/pq/bin/python make-parquet.py

Each has three records of dimension 2: NAME-0 is [1, 0.5], NAME-1 is [-2, 0.25], NAME-2 is [3, 0.125].
"""

import json
import pathlib

import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent
VALUES = [[1, 0.5], [-2, 0.25], [3, 0.125]]
SPARSE = [{"indices": [1, 4294967295], "values": [0.5, 0.25]}, None, {"indices": [7], "values": [2]}]


def metadata(name):
    return [json.dumps({"file": name, "n": 0}), None, json.dumps({"file": name, "n": 2, "tags": ["p", "q"]})]


def sparse(index):
    return pa.array(SPARSE, pa.struct([("indices", pa.list_(index)), ("values", pa.list_(pa.float32()))]))


def write(name, columns, **options):
    ids = pa.array([f"{name}-{i}" for i in range(3)])
    pq.write_table(pa.table({"id": ids, **columns}), HERE / f"{name}.parquet", **options)


def dense(number):
    return pa.array(VALUES, pa.list_(number))


write("none", {"values": dense(pa.float32()), "metadata": pa.array(metadata("none"))}, compression="NONE")
write("snappy", {"values": dense(pa.float64())}, compression="SNAPPY")
write("zstd", {"values": dense(pa.float32()), "metadata": pa.array(metadata("zstd"))},
      compression="ZSTD", row_group_size=2, write_page_index=True)
write("gzip", {"values": dense(pa.float64()), "sparse_values": sparse(pa.uint32()),
               "metadata": pa.array(metadata("gzip"))}, compression="GZIP", data_page_version="2.0")
write("hybrid", {"values": pa.array(VALUES, pa.list_(pa.float32(), 2)), "sparse_values": sparse(pa.int64())})
write("sparse", {"sparse_values": pa.array([SPARSE[0], SPARSE[2], SPARSE[2]], sparse(pa.int64()).type)})
write("rows", {"values": pa.array([VALUES[0], [1, 2, 3], [1, None]], pa.list_(pa.float32())),
               "metadata": pa.array([None, None, "[]"])})
write("nulls", {"values": dense(pa.float32()), "sparse_values": pa.nulls(3), "metadata": pa.nulls(3)})
write("columns", {"values": pa.array(["1", "2", "3"])})
write("no-id", {"values": dense(pa.float32())})
table = pq.read_table(HERE / "no-id.parquet").rename_columns(["key", "values"])
pq.write_table(table, HERE / "no-id.parquet")
write("lz4", {"values": dense(pa.float32())}, compression="LZ4")

# Writes, beside itself, what `clip-retrieval inference` leaves: two parts, of float16 and float32 numbers.
# pip install numpy pyarrow; python make.py
import os

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

here = os.path.dirname(os.path.abspath(__file__))
os.makedirs(here + "/img_emb", exist_ok=True)
os.makedirs(here + "/metadata", exist_ok=True)
first = np.array([[0.5, -1.25, 3], [1, 2, 65504], [np.inf, 0, 1]], np.float16)
second = np.array([[0.1, 0.2, 0.3], [4, 5, 6]], np.float32)
np.save(here + "/img_emb/img_emb_0.npy", first)
np.save(here + "/img_emb/img_emb_1.npy", second)
pq.write_table(
    pa.table(
        {
            "image_path": ["a/1.jpg", "a/2.jpg", "a/3.jpg"],
            "caption": ["one", None, "三"],
            "width": pa.array([640, 641, None], pa.int64()),
            "similarity": pa.array([0.25, float("nan"), 0.5], pa.float64()),
            "nsfw": [True, False, None],
        }
    ),
    here + "/metadata/metadata_0.parquet",
)
pq.write_table(pa.table({"key": ["000010", "000011"], "exif": [["x"], []]}), here + "/metadata/metadata_1.parquet")

"""Makes folders of JPEGs of three sizes out of examples/photos; the same bytes on every machine with this Pillow.

Enlarged photos are smooth and decode too fast, so each gets the grain that a camera's sensor adds.
"""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

# name: (width, height, files)
SETS = {
    "500 px": (500, 375, 1200),
    "2 Mpx": (1920, 1080, 300),
    "12 Mpx": (4000, 3000, 80),
}
GRAIN = 1024
QUALITY = 90


def folder_of(target, name):
    return target / name.replace(" ", "-").lower()


def one(task):
    photo, path, width, height, seed = task
    random = np.random.default_rng(seed)
    with Image.open(photo) as opened:
        picture = ImageOps.fit(opened.convert("RGB"), (width, height), Image.Resampling.BICUBIC)
    grain = random.normal(0, 4, (GRAIN, GRAIN, 1)).astype(np.float32)
    pixels = np.asarray(picture, dtype=np.float32).copy()
    for y in range(0, height, GRAIN):
        for x in range(0, width, GRAIN):
            part = pixels[y : y + GRAIN, x : x + GRAIN]
            part += grain[: part.shape[0], : part.shape[1]]
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(path, quality=QUALITY)


def make(photos, target):
    sources = sorted(photos.rglob("*.jpg"))
    tasks = []
    for name, (width, height, files) in SETS.items():
        folder = folder_of(target, name)
        folder.mkdir(parents=True, exist_ok=True)
        for i in range(files):
            path = folder / f"{i:04}.jpg"
            if not path.exists():
                tasks.append((sources[i % len(sources)], path, width, height, i))
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(one, tasks))

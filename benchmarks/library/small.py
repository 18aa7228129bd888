"""Makes many small JPEGs out of examples/photos, no two alike: parts of the photos, mirrored, at other brightness."""

from concurrent.futures import ProcessPoolExecutor

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

SIZE = (320, 240)
QUALITY = 85
FOLDERS = 100


def place(i):
    return f"{i % FOLDERS:02}/{i:06}.jpg"


def one(task):
    photo, path, seed = task
    random = np.random.default_rng(seed)
    with Image.open(photo) as opened:
        picture = opened.convert("RGB")
    width, height = picture.size
    share = random.uniform(0.5, 1)
    left, top = (random.uniform(0, 1 - share) for _ in range(2))
    picture = picture.crop((int(left * width), int(top * height), int((left + share) * width), int((top + share) * height)))
    if random.integers(2):
        picture = ImageOps.mirror(picture)
    picture = ImageOps.fit(picture, SIZE, Image.Resampling.BICUBIC)
    path.parent.mkdir(parents=True, exist_ok=True)
    ImageEnhance.Brightness(picture).enhance(random.uniform(0.7, 1.2)).save(path, quality=QUALITY)


def make(photos, folder, numbers):
    """The pictures of these numbers, at `place`; those that are there stay."""
    sources = sorted(photos.rglob("*.jpg"))
    tasks = [(sources[i % len(sources)], folder / place(i), i) for i in numbers]
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(one, (task for task in tasks if not task[1].exists()), chunksize=50))

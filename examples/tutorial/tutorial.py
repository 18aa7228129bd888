"""Search a folder of photos by meaning over the Roboflow routes, with plain requests."""

import base64
import functools
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import requests

URL = os.environ.get("PICTOR_URL", "http://localhost:9001").rstrip("/")
KEY = os.environ.get("PICTOR_API_KEY")
BATCH = 16
TRIES = 4
SUFFIXES = {".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".tif", ".tiff"}
SESSION = requests.Session()


def post(path, body):
    """POSTs JSON; tries again while the server is busy or not there yet."""
    for attempt in range(TRIES):
        try:
            answer = SESSION.post(URL + path, json={"api_key": KEY, **body}, timeout=60)
            if answer.status_code not in (429, 503):
                break
            pause = float(answer.headers.get("Retry-After", 2**attempt))
        except requests.ConnectionError:
            if attempt == TRIES - 1:
                raise
            pause = 2**attempt
        time.sleep(pause)
    if not answer.ok:
        raise SystemExit(f"{path}: {answer.status_code} {answer.text[:300]}")
    return answer.json()


def picture(path):
    return {"type": "base64", "value": base64.b64encode(Path(path).read_bytes()).decode()}


def unit(vectors):
    vectors = np.asarray(vectors, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def embed_folder(folder):
    """Names and unit vectors of all pictures below a folder."""
    paths = sorted(p for p in Path(folder).rglob("*") if p.suffix.lower() in SUFFIXES)
    if not paths:
        raise SystemExit(f"{folder}: no pictures (expected: a folder with photos in it)")
    vectors = []
    for start in range(0, len(paths), BATCH):
        batch = [picture(p) for p in paths[start : start + BATCH]]
        vectors += post("/clip/embed_image", {"image": batch})["embeddings"]
    return [str(p.relative_to(folder)) for p in paths], unit(vectors)


@functools.lru_cache(maxsize=1000)
def embed_text(text):
    return unit(post("/clip/embed_text", {"text": text})["embeddings"][0])


def embed_picture(path):
    return unit(post("/clip/embed_image", {"images": [picture(path)]})["embeddings"][0])


def nearest(names, vectors, query, limit=5):
    scores = vectors @ query
    best = np.argsort(-scores)[:limit]
    return [{"id": names[i], "score": round(float(scores[i]), 4)} for i in best]


def mixed(parts):
    """One vector of several, each with a weight."""
    return unit(sum(weight * vector for vector, weight in parts))


def tags(path, words, limit=3):
    """The words that fit a picture best."""
    prompts = {word: f"a photo of {word}" for word in words}
    similarity = post("/clip/compare", {"subject": picture(path), "prompt": prompts})["similarity"]
    return sorted(similarity, key=similarity.get, reverse=True)[:limit]


def save(path, names, vectors):
    Path(path).write_text(json.dumps({"names": names, "vectors": vectors.tolist()}))


def load(path):
    saved = json.loads(Path(path).read_text())
    return saved["names"], np.asarray(saved["vectors"], dtype=np.float32)


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent / "photos")
    names, vectors = embed_folder(folder)
    with tempfile.TemporaryDirectory() as scratch:
        index = Path(scratch) / "index.json"
        save(index, names, vectors)
        names, vectors = load(index)
    flamingo = nearest(names, vectors, embed_text("flamingo"))
    again = nearest(names, vectors, embed_text("flamingo"))
    like = folder / flamingo[0]["id"]
    query = mixed([(embed_text("a bird in the water"), 0.4), (embed_picture(like), 0.6)])
    report = {
        "pictures": len(names),
        "dimension": int(vectors.shape[1]),
        "text": flamingo,
        "same_text": again == flamingo,
        "cache_hits": embed_text.cache_info().hits,
        "picture": nearest(names, vectors, embed_picture(like)),
        "mixed": nearest(names, vectors, query),
        "tags": tags(like, ["a bird", "a car", "a plate of food", "a building"]),
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()

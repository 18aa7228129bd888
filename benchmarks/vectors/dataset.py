"""Synthetic vectors that behave as those of CLIP do, with the exact answers to the queries; the same bytes for a seed.

Pictures share a strong mean (two random ones have a cosine of about 0.55) and lie in clusters of very different
sizes on few effective dimensions. Texts share another mean, far from that of the pictures, and point at clusters
vaguely: a text's best picture has a cosine of about 0.3, others of about 0.2, as with CLIP. So a walk of a graph of
pictures starts far away for a text, and needs more neighbours.

    dataset.py FOLDER [--records N]

writes float32 matrices, row by row, little-endian:

    base.f32          [N, 512]     pictures
    bursts.f32        [N, 512]     the same, but 5 % of the rows are near-duplicates: bursts of 40
    pictures.f32      [1000, 512]  queries like the base
    texts.f32         [1000, 512]  queries from the other side of the gap
    halves.f32        [1000, 512]  pictures of one half of the clusters
    groups.u8         [N]          bits: 1 a tenth, 2 a hundredth, 4 a thousandth of the rows, all at random;
                                   8 a hundredth, none of it from the half of halves.f32
    truth-CASE.i32    [1000, 10]   the nearest rows, nearest first
"""

import argparse
import json
from pathlib import Path

import numpy as np

DIMENSION = 512
LATENT = 96
QUERIES = 1000
TOP = 10
BURST = 40
SEED = 20_240_517
# case: (base, queries, bit of groups or 0)
CASES = {
    "pictures": ("base", "pictures", 0),
    "texts": ("base", "texts", 0),
    "bursts": ("bursts", "pictures", 0),
    "tenth": ("base", "pictures", 1),
    "hundredth": ("base", "pictures", 2),
    "thousandth": ("base", "pictures", 4),
    "elsewhere": ("base", "halves", 8),
}


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class World:
    """Clusters in a latent space, and how pictures and texts look from there."""

    def __init__(self, records):
        self.random = np.random.default_rng(SEED)
        clusters = max(50, records // 50)
        spectrum = 1 / np.sqrt(1 + np.arange(LATENT))
        self.centres = self.random.normal(size=(clusters, LATENT)) * spectrum
        self.spectrum = spectrum
        sizes = self.random.pareto(1.2, clusters) + 0.2
        self.shares = sizes / sizes.sum()
        self.look = self.random.normal(size=(LATENT, DIMENSION)) / np.sqrt(LATENT)
        means = np.linalg.qr(self.random.normal(size=(DIMENSION, 2)))[0].T
        self.picture_mean = means[0]
        self.text_mean = 0.25 * means[0] + 0.97 * means[1]

    def draw(self, count, clusters=None):
        shares = self.shares if clusters is None else self.shares[clusters] / self.shares[clusters].sum()
        chosen = self.random.choice(len(shares), count, p=shares)
        return chosen if clusters is None else clusters[chosen]

    def scene(self, chosen, spread):
        noise = self.random.normal(size=(len(chosen), LATENT)) * self.spectrum
        return self.centres[chosen] + spread * noise

    def pictures(self, chosen):
        look = self.scene(chosen, 0.6) @ self.look
        grain = self.random.normal(size=look.shape) / np.sqrt(DIMENSION)
        look /= np.linalg.norm(look, axis=1).mean()
        return unit(1.2 * self.picture_mean + look + 0.3 * grain).astype(np.float32)

    def texts(self, chosen):
        look = self.scene(chosen, 0.8) @ self.look
        grain = self.random.normal(size=look.shape) / np.sqrt(DIMENSION)
        look /= np.linalg.norm(look, axis=1).mean()
        return unit(1.2 * self.text_mean + 0.5 * look + 0.5 * grain).astype(np.float32)


def with_bursts(world, base):
    rows = base.copy()
    count = len(rows) // 20 // BURST
    places = world.random.permutation(len(rows))[: count * BURST].reshape(count, BURST)
    for burst in places:
        jitter = world.random.normal(size=(BURST, DIMENSION)).astype(np.float32) * 1e-3
        rows[burst] = unit(rows[burst[0]] + jitter / np.sqrt(DIMENSION))
    return rows


def groups(world, clusters_of, half):
    flags = np.zeros(len(clusters_of), np.uint8)
    for bit, share in ((1, 0.1), (2, 0.01), (4, 0.001)):
        flags |= bit * (world.random.random(len(flags)) < share).astype(np.uint8)
    others = np.flatnonzero(~np.isin(clusters_of, half))
    flags[world.random.choice(others, len(flags) // 100, replace=False)] |= 8
    return flags


def nearest(base, queries):
    found = np.empty((len(queries), TOP), np.int32)
    for start in range(0, len(queries), 100):
        scores = queries[start : start + 100] @ base.T
        part = np.argpartition(-scores, TOP, axis=1)[:, :TOP]
        order = np.argsort(-np.take_along_axis(scores, part, 1), axis=1)
        found[start : start + 100] = np.take_along_axis(part, order, 1)
    return found


def make(folder, records):
    if (folder / "dataset.json").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    world = World(records)
    chosen = world.draw(records)
    half = world.random.permutation(len(world.shares))[: len(world.shares) // 2]
    arrays = {"base": world.pictures(chosen), "pictures": world.pictures(world.draw(QUERIES)),
              "texts": world.texts(world.draw(QUERIES)), "halves": world.pictures(world.draw(QUERIES, half))}
    arrays["bursts"] = with_bursts(world, arrays["base"])
    flags = groups(world, chosen, half)
    for name, rows in arrays.items():
        rows.astype("<f4").tofile(folder / f"{name}.f32")
    flags.tofile(folder / "groups.u8")
    for case, (base, queries, bit) in CASES.items():
        rows = np.flatnonzero(flags & bit) if bit else np.arange(records)
        truth = rows[nearest(arrays[base][rows], arrays[queries])]
        truth.astype("<i4").tofile(folder / f"truth-{case}.i32")
    (folder / "dataset.json").write_text(json.dumps({"records": records, "seed": SEED, "dimension": DIMENSION}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=100_000)
    options = parser.parse_args()
    make(options.folder, options.records)

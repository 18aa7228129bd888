"""Synthetic vectors that behave as those of CLIP do, with the exact answers to the queries; the same bytes for a seed.

Pictures share a strong mean (two random ones have a cosine of about 0.55) and lie in clusters of very different
sizes on few effective dimensions. Texts share another mean, far from that of the pictures, and point at clusters
vaguely: a text's best picture has a cosine of about 0.3, others of about 0.2, as with CLIP. So a walk of a graph of
pictures starts far away for a text, and needs more neighbours.

Writes float32 matrices, row by row, little-endian:

    base.f32          [N, 512]     pictures
    bursts.f32        [N, 512]     the same, but 5 % of the rows are near-duplicates: bursts of 40
    copies.f32        [N, 512]     the same, but 5 % of the rows are identical to others: groups of 40
    more.f32          [30000, 512] further pictures, to be added
    pictures.f32      [1000, 512]  queries like the base
    texts.f32         [1000, 512]  queries from the other side of the gap
    halves.f32        [1000, 512]  pictures of one half of the clusters
    groups.u8         [N]          bits: 1 a tenth, 2 a hundredth, 4 a thousandth of the rows, all at random;
                                   8 a hundredth, none of it from the half of halves.f32
    floor-CASE.f32    [1000]       the cosine of the tenth nearest row: as near is right
"""


import numpy as np

DIMENSION = 512
LATENT = 96
QUERIES = 1000
TOP = 10
MORE = 30_000
SLICE = 50_000
BURST = 40
SEED = 20_240_517
FLAGS = {"none": 0, "tenth": 1, "hundredth": 2, "thousandth": 4, "elsewhere": 8}
# case: (base, queries, flag that rows must have)
CASES = {
    "pictures": ("base", "pictures", "none"),
    "texts": ("base", "texts", "none"),
    "bursts": ("bursts", "pictures", "none"),
    "copies": ("copies", "pictures", "none"),
    "tenth": ("base", "pictures", "tenth"),
    "hundredth": ("base", "pictures", "hundredth"),
    "thousandth": ("base", "pictures", "thousandth"),
    "elsewhere": ("base", "halves", "elsewhere"),
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


def with_bursts(world, base, spread):
    rows = base.copy()
    count = len(rows) // 20 // BURST
    places = world.random.permutation(len(rows))[: count * BURST].reshape(count, BURST)
    for burst in places:
        jitter = world.random.normal(size=(BURST, DIMENSION)).astype(np.float32) * spread
        rows[burst] = unit(rows[burst[0]] + jitter / np.sqrt(DIMENSION))
    return rows


def groups(world, clusters_of, half):
    flags = np.zeros(len(clusters_of), np.uint8)
    for bit, share in ((1, 0.1), (2, 0.01), (4, 0.001)):
        flags |= bit * (world.random.random(len(flags)) < share).astype(np.uint8)
    others = np.flatnonzero(~np.isin(clusters_of, half))
    flags[world.random.choice(others, len(flags) // 100, replace=False)] |= 8
    return flags


def floors(base, queries):
    found = np.empty(len(queries), np.float32)
    for start in range(0, len(queries), 100):
        scores = queries[start : start + 100] @ base.T
        found[start : start + 100] = np.partition(scores, -TOP, axis=1)[:, -TOP]
    return found


def make(folder, records, cases):
    """Makes what the cases need and is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "groups.u8").exists():
        make_base(folder, records)
    flags = np.fromfile(folder / "groups.u8", np.uint8)
    for case in cases:
        base, queries, flag = CASES[case]
        if not (folder / f"{base}.f32").exists():
            world = World(records)
            with_bursts(world, rows(folder, "base"), {"bursts": 1e-3, "copies": 0}[base]).tofile(folder / f"{base}.f32")
        if not (folder / f"floor-{case}.f32").exists():
            matching = rows(folder, base)[(flags & FLAGS[flag]) == FLAGS[flag]]
            floors(matching, rows(folder, queries)).tofile(folder / f"floor-{case}.f32")


def make_base(folder, records):
    world = World(records)
    chosen = world.draw(records)
    half = world.random.permutation(len(world.shares))[: len(world.shares) // 2]
    with (folder / "base.f32").open("wb") as file:
        for start in range(0, records, SLICE):
            world.pictures(chosen[start : start + SLICE]).tofile(file)
    world.pictures(world.draw(QUERIES)).tofile(folder / "pictures.f32")
    world.texts(world.draw(QUERIES)).tofile(folder / "texts.f32")
    world.pictures(world.draw(QUERIES, half)).tofile(folder / "halves.f32")
    world.pictures(world.draw(MORE)).tofile(folder / "more.f32")
    groups(world, chosen, half).tofile(folder / "groups.u8")


def rows(folder, name):
    return np.fromfile(folder / f"{name}.f32", np.float32).reshape(-1, DIMENSION)

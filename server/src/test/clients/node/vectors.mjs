// The data plane: vectors and namespaces.

import { check, equal, ids, refused, withIndex } from "./clients.mjs";

const pictures = [
  { id: "a", values: [1, 0, 0], metadata: { kind: "x", n: 1.5, good: true, tags: ["p", "q"] } },
  { id: "b", values: [0.9, 0.1, 0], metadata: { kind: "x", n: 2, good: false, tags: ["q"] } },
  { id: "c", values: [0, 1, 0.4], metadata: { kind: "y", n: 3, good: true, tags: [] } },
];

async function vectorsAreWrittenAndFound(index) {
  const space = index.namespace("space");
  await space.upsert({ records: pictures });
  const whole = { includeValues: true, includeMetadata: true };
  const found = await space.query({ vector: [1, 0, 0], topK: 2, ...whole });
  equal(ids(found), ["a", "b"], "the nearest come first");
  equal(found.namespace, "space", "the answer names the namespace");
  equal(found.matches[0].score, 1, "a vector is like itself");
  equal(found.matches[1].values, [0.9, 0.1, 0], "values on request");
  equal(found.matches[0].metadata, pictures[0].metadata, "metadata on request");
  equal(ids(await space.query({ id: "c", topK: 1 })), ["c"], "an id is a query");
  equal(ids(await space.query({ id: "nobody", topK: 1 })), [], "unknown ids match nothing");
  equal(ids(await index.namespace("empty").query({ vector: [1, 0, 0], topK: 1 })), [], "nor do others");
}

async function filtersChoose(index) {
  await index.upsert({ records: pictures });
  const cases = [
    [{ kind: "x" }, "ab"],
    [{ kind: { $ne: "x" } }, "c"],
    [{ n: { $gt: 1.5, $lte: 3 } }, "bc"],
    [{ kind: { $in: ["y", "z"] } }, "c"],
    [{ tags: { $in: ["p"] } }, "a"],
    [{ tags: { $nin: ["p"] } }, "bc"],
    [{ good: true }, "ac"],
    [{ missing: { $exists: false } }, "abc"],
    [{ $or: [{ kind: "y" }, { $and: [{ good: true }, { n: { $lt: 2 } }] }] }, "ac"],
  ];
  for (const [filter, expected] of cases) {
    const found = ids(await index.query({ vector: [1, 0, 0], topK: 3, filter })).join("");
    equal(found, expected, `filter ${JSON.stringify(filter)}`);
  }
}

async function vectorsAreFetched(index) {
  await index.upsert({ records: pictures });
  const fetched = await index.fetch({ ids: ["a", "nobody"] });
  equal(Object.keys(fetched.records), ["a"], "unknown ids are left out");
  equal(fetched.records.a.values, [1, 0, 0], "values come whole");
  const filter = { good: true };
  const first = await index.fetchByMetadata({ filter, limit: 1 });
  const paginationToken = first.pagination.next;
  const rest = await index.fetchByMetadata({ filter, limit: 1, paginationToken });
  const all = [...Object.keys(first.records), ...Object.keys(rest.records)];
  equal(all.sort(), ["a", "c"], "by metadata, in pages");
}

async function vectorsAreChanged(index) {
  await index.upsert({ records: pictures });
  await index.update({ id: "a", values: [0, 0, 1], metadata: { kind: "z" } });
  const changed = (await index.fetch({ ids: ["a"] })).records.a;
  equal(changed.values, [0, 0, 1], "values are replaced");
  equal([changed.metadata.kind, changed.metadata.n], ["z", 1.5], "metadata is merged");
  await index.update({ filter: { kind: "x" }, metadata: { seen: true } });
  const seen = await index.fetchByMetadata({ filter: { seen: true } });
  equal(Object.keys(seen.records), ["b"], "an update by filter changes what matches");
}

async function vectorsAreDeleted(index) {
  const space = index.namespace("space");
  await space.upsert({ records: pictures });
  await space.upsert({ records: [{ id: "d", values: [1, 1, 1] }] });
  await space.deleteOne({ id: "d" });
  await space.deleteMany({ ids: ["a", "nobody"] });
  equal(await count(index), 2, "by id");
  await space.deleteMany({ filter: { kind: "y" } });
  equal(await count(index), 1, "by filter");
  await space.deleteAll();
  equal(await count(index), 0, "all");
  await refused("PineconeNotFoundError", "/vectors/delete", () =>
    index.namespace("nowhere").deleteAll(),
  );
}

async function count(index) {
  return (await index.describeIndexStats()).totalRecordCount;
}

async function idsAreListedInPages(index) {
  const records = Array.from({ length: 7 }, (_, i) => ({ id: `doc#${i}`, values: [1, i, 0] }));
  await index.upsert({ records: [...records, { id: "other", values: [1, 1, 1] }] });
  const first = await index.listPaginated({ prefix: "doc#", limit: 4 });
  equal(first.vectors.length, 4, "a page is as large as asked");
  const paginationToken = first.pagination.next;
  const second = await index.listPaginated({ prefix: "doc#", limit: 4, paginationToken });
  const rest = second.vectors.map((each) => each.id);
  equal(rest, ["doc#4", "doc#5", "doc#6"], "a token goes on");
  equal(second.pagination?.next, undefined, "the last page has none");
}

async function statisticsCount(index) {
  await index.upsert({ records: pictures.slice(0, 1) });
  await index.namespace("two").upsert({ records: pictures.slice(1) });
  const stats = await index.describeIndexStats();
  equal([stats.dimension, stats.totalRecordCount], [3, 3], "in all");
  equal(stats.namespaces.two.recordCount, 2, "in a namespace");
}

async function namespacesAreMadeListedAndDeleted(index) {
  equal(Number((await index.createNamespace({ name: "one" })).recordCount), 0, "it can be empty");
  await refused("PineconeConflictError", "one exists", () => index.createNamespace({ name: "one" }));
  await index.namespace("two").upsert({ records: pictures });
  equal(Number((await index.describeNamespace("two")).recordCount), 3, "it is described");
  const first = await index.listNamespaces({ limit: 1 });
  equal(first.namespaces[0].name, "one", "they are listed");
  const paginationToken = first.pagination.next;
  const second = await index.listNamespaces({ limit: 1, paginationToken });
  equal(second.namespaces[0].name, "two", "in pages");
  await index.deleteNamespace("two");
  const gone = () => index.describeNamespace("two");
  await refused("PineconeNotFoundError", "/namespaces/two", gone);
}

async function mistakesAreTold(index) {
  const words = "Vector dimension 2 does not match the dimension of the index 3";
  const short = { records: [{ id: "a", values: [1, 2] }] };
  await refused("PineconeBadRequestError", words, () => index.upsert(short));
  const query = { vector: [1, 2], topK: 1 };
  await refused("PineconeBadRequestError", words, () => index.query(query));
  const wrong = { vector: [1, 0, 0], topK: 1, filter: { a: { $nope: 1 } } };
  await refused("PineconeBadRequestError", "$nope", () => index.query(wrong));
}

async function sparseVectorsAreFound() {
  const wanted = { dimension: undefined, metric: "dotproduct", vectorType: "sparse" };
  await withIndex("sparse", wanted, async (index) => {
    const largest = 4_294_967_295;
    const sparseValues = { indices: [1, largest], values: [0.5, 0.25] };
    await index.upsert({ records: [{ id: "s", sparseValues }] });
    const sparseVector = { indices: [largest], values: [4] };
    const found = await index.query({ sparseVector, topK: 1, includeValues: true });
    equal([ids(found), found.matches[0].score], [["s"], 1], "sparse vectors are found");
    equal(found.matches[0].sparseValues.indices, [1, largest], "by all unsigned indices");
  });
}

async function bothHalvesOfAHybridAddUp() {
  await withIndex("hybrid", { dimension: 2, metric: "dotproduct" }, async (index) => {
    const sparseValues = { indices: [7], values: [3] };
    await index.upsert({ records: [{ id: "h", values: [1, 2], sparseValues }] });
    const sparseVector = { indices: [7], values: [2] };
    const found = await index.query({ vector: [1, 1], sparseVector, topK: 1 });
    equal(found.matches[0].score, 9, "both halves add up");
  });
}

async function euclideanDistancesAreSquaredAndSmallOnesBest() {
  await withIndex("euclid", { dimension: 2, metric: "euclidean" }, async (index) => {
    const records = [
      { id: "near", values: [1, 1] },
      { id: "far", values: [4, 5] },
    ];
    await index.upsert({ records });
    const found = await index.query({ vector: [1, 1], topK: 2 });
    const scores = found.matches.map((each) => [each.id, each.score]);
    equal(scores, [["near", 0], ["far", 25]], "in order");
  });
}

const onAFreshIndex = [
  vectorsAreWrittenAndFound,
  filtersChoose,
  vectorsAreFetched,
  vectorsAreChanged,
  vectorsAreDeleted,
  idsAreListedInPages,
  statisticsCount,
  namespacesAreMadeListedAndDeleted,
  mistakesAreTold,
];

function fresh(operation) {
  const run = () => withIndex("fresh", {}, operation);
  Object.defineProperty(run, "name", { value: operation.name });
  return run;
}

export const checks = [
  ...onAFreshIndex.map(fresh),
  sparseVectorsAreFound,
  bothHalvesOfAHybridAddUp,
  euclideanDistancesAreSquaredAndSmallOnesBest,
];

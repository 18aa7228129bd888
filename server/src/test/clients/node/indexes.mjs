// The control plane: kinds of indexes, their life, and what is refused.

import { check, client, create, equal, generation, refused, withIndex } from "./clients.mjs";

async function anIndexIsMadeDescribedConfiguredAndDeleted() {
  await withIndex("life", { tags: { made: "here" } }, async (_, made) => {
    check(made.status.ready, "an index is ready from the first answer on");
    equal([made.name, made.dimension, made.metric], ["life", 3, "cosine"], "an index is as asked");
    check(made.host.startsWith("http://"), "the address says that it is plaintext");
    equal({ ...made.tags }, { made: "here" }, "tags are kept");
    equal((await client.describeIndex("life")).host, made.host, "it is described");
    const listed = (await client.listIndexes()).indexes.map((each) => each.name);
    check(listed.includes("life"), "it is listed");
    await refused("PineconeConflictError", "Resource already exists", () => create("life"));
    equal(await create("life", { suppressConflicts: true }), undefined, "conflicts can be passed over");

    await client.configureIndex({
      name: "life",
      deletionProtection: "enabled",
      tags: { made: "", more: "yes" },
    });
    const changed = await client.describeIndex("life");
    equal({ ...changed.tags }, { more: "yes" }, "tags are merged, empty ones go");
    equal(changed.deletionProtection, "enabled", "protection is on");
    const words = "Deletion protection is enabled";
    await refused("PineconeBadRequestError", words, () => client.deleteIndex("life"));
    await client.configureIndex({ name: "life", deletionProtection: "disabled" });
  });
  // The client tells only the address of what is missing.
  await refused("PineconeNotFoundError", "/indexes/life", () => client.describeIndex("life"));
}

async function whatCannotBeIsRefused() {
  const words = "Name must consist of lower case";
  await refused("PineconeBadRequestError", words, () => create("Bad_Name"));
  const spec = { serverless: { cloud: "aws", region: "nowhere" } };
  await refused("PineconeNotFoundError", "/indexes", () => create("x", { spec }));
}

async function sparseIndexesHaveNoDimension() {
  const wanted = { dimension: undefined, metric: "dotproduct", vectorType: "sparse" };
  await withIndex("sparse-kind", wanted, async (_, made) => {
    equal(made.vectorType, "sparse", "the kind of vectors is kept");
    equal(made.dimension, undefined, "a sparse index has no dimension");
  });
}

const dedicated = { mode: "Dedicated", nodeType: "b1", manual: { replicas: 2, shards: 1 } };

async function dedicatedCapacityIsKept() {
  const spec = { serverless: { cloud: "aws", region: "us-east-1", readCapacity: dedicated } };
  await withIndex("capacity", { spec }, async (_, made) => {
    const capacity = generation >= 9 ? made.readCapacity : made.spec.serverless.readCapacity;
    equal(capacity.dedicated.nodeType, "b1", "dedicated nodes are kept");
  });
}

async function environmentsOfOnesOwnAreKept() {
  const spec = { byoc: { environment: "mine-1", readCapacity: dedicated } };
  await withIndex("own", { spec }, async (_, made) => {
    equal(made.spec.byoc.environment, "mine-1", "the environment is kept");
  });
}

async function podsAreKeptAndScaled() {
  if (generation >= 9) return; // refuses pods itself
  const spec = {
    pod: { environment: "gcp-starter", podType: "p1.x1", metadataConfig: { indexed: ["kind"] } },
  };
  await withIndex("pods", { spec }, async (index, made) => {
    equal(made.spec.pod.environment, "gcp-starter", "the environment is kept");
    await client.configureIndex({ name: "pods", podReplicas: 3 });
    equal((await client.describeIndex("pods")).spec.pod.replicas, 3, "pods are scaled");
    await index.upsert({
      records: [
        { id: "a", values: [1, 0, 0], metadata: { kind: "x" } },
        { id: "b", values: [0, 1, 0], metadata: { kind: "y" } },
      ],
    });
    const counted = await index.describeIndexStats({ filter: { kind: "x" } });
    equal(counted.totalRecordCount, 1, "statistics of pods can be filtered");
  });
}

async function schemasOfTheNewerVocabularyWork() {
  if (generation < 9) return;
  const vectors = { type: "dense_vector", dimension: 3, metric: "euclidean" };
  const made = await client.indexes.create({
    name: "newer",
    schema: { fields: { _values: vectors } },
    deployment: { deploymentType: "managed", cloud: "gcp", region: "us-central1" },
    tags: { a: "b" },
  });
  equal([made.dimension, made.metric], [3, "euclidean"], "the schema says what vectors there are");
  equal(made.deployment.region, "us-central1", "the deployment is kept");
  const changed = await client.indexes.configure("newer", { tags: { c: "d" } });
  equal({ ...changed.tags }, { a: "b", c: "d" }, "a change is answered");
  await client.indexes.delete("newer");
  const left = (await client.indexes.list()).indexes.map((each) => each.name);
  check(!left.includes("newer"), "it is gone");
}

export const checks = [
  anIndexIsMadeDescribedConfiguredAndDeleted,
  whatCannotBeIsRefused,
  sparseIndexesHaveNoDimension,
  dedicatedCapacityIsKept,
  environmentsOfOnesOwnAreKept,
  podsAreKeptAndScaled,
  schemasOfTheNewerVocabularyWork,
];

// Inference and records by the bundled model.

import { check, client, equal, generation, refused, removing, withIndex } from "./clients.mjs";

const model = "pocket";
const records = [
  { id: "bird", chunk_text: "a bird on a branch", kind: "animal" },
  { id: "ship", chunk_text: "a large ship at sea", kind: "vehicle" },
  { id: "bread", chunk_text: "fresh bread from the oven", kind: "food" },
];

async function textsAreEmbedded() {
  const parameters = { inputType: "query", truncate: "END" };
  const embedded = await client.inference.embed({ model, inputs: ["a bird", "鸟"], parameters });
  equal(embedded.model, model, "the model is named");
  equal(embedded.data.map((each) => each.values.length), [512, 512], "one vector for each text");
  check(embedded.usage.totalTokens > 4, "tokens are counted");
  const unknown = () => client.inference.embed({ model: "x", inputs: ["a"] });
  await refused("PineconeNotFoundError", "/embed", unknown);
}

async function documentsAreRanked() {
  const documents = [
    { id: "1", text: "a steam train" },
    { id: "2", text: "a slice of cake" },
  ];
  const ranked = await client.inference.rerank({ model, query: "something to eat", documents });
  equal(ranked.data.map((each) => each.index), [1, 0], "the best is first");
  equal(ranked.data[0].document.text, "a slice of cake", "with its document");
  const query = { model, query: "a train", documents: ["a train", "a cake"] };
  const short = await client.inference.rerank({ ...query, topN: 1, returnDocuments: false });
  equal(short.data.map((each) => each.index), [0], "as many as asked");
  equal(short.data[0].document, undefined, "without the document");
}

async function modelsAreListed() {
  const listed = (await client.inference.listModels()).models.map((each) => each.model);
  check(listed.includes(model), "the bundled model is listed");
  for (const type of ["embed", "rerank"]) {
    const kinds = (await client.inference.listModels({ type })).models.map((each) => each.type);
    equal([...new Set(kinds)], [type], `models that ${type}`);
  }
  equal((await client.inference.getModel(model)).defaultDimension, 512, "a model is described");
}

async function recordsAreFoundByWhatTheySay() {
  const made = await client.createIndexForModel({
    name: "records",
    cloud: "aws",
    region: "us-east-1",
    embed: { model, fieldMap: { text: "chunk_text" } },
    waitUntilReady: true,
  });
  await removing("records", made, async (index) => {
    equal(made.embed.model, model, "the model is part of the description");
    await searchesOfRecords(index.namespace("ns"));
  });
}

async function searchesOfRecords(space) {
  await space.upsertRecords({ records });
  const chinese = { query: { topK: 3, inputs: { text: "鸟" } }, fields: ["chunk_text"] };
  const found = await space.searchRecords(chinese);
  equal(hits(found)[0], "bird", "a text finds what it means, in either language");
  const fields = { chunk_text: "a bird on a branch" };
  equal(found.result.hits[0].fields, fields, "fields as asked");
  const bird = { topK: 3, inputs: { text: "a bird" } };
  const food = await space.searchRecords({ query: { ...bird, filter: { kind: "food" } } });
  equal(hits(food), ["bread"], "filters choose");
  const rerank = { model, query: "a boat", rankFields: ["chunk_text"], topN: 2 };
  const reranked = hits(await space.searchRecords({ query: bird, rerank }));
  equal([reranked[0], reranked.length], ["ship", 2], "another text ranks them anew");
  const byId = await space.searchRecords({ query: { topK: 1, id: "ship" } });
  equal(hits(byId), ["ship"], "an id is a query");
}

const hits = (found) => found.result.hits.map((hit) => hit._id ?? hit.id);

async function aPlainIndexGetsAModel() {
  if (generation >= 9) return; // describes what is embedded by the schema, which it does not change
  await withIndex("plain", { dimension: 512 }, async (index) => {
    const embed = { model, fieldMap: { text: "chunk_text" } };
    await client.configureIndex({ name: "plain", embed });
    await index.namespace("ns").upsertRecords({ records });
    const query = { topK: 1, inputs: { text: "a ship" } };
    const found = await index.namespace("ns").searchRecords({ query });
    equal(hits(found), ["ship"], "it is searched by text from then on");
  });
}

async function unknownModelsAreRefused() {
  const embed = { model: "nothing-here", fieldMap: { text: "t" } };
  const place = { cloud: "aws", region: "us-east-1" };
  const create = () => client.createIndexForModel({ name: "none", ...place, embed });
  await refused("PineconeNotFoundError", "create-for-model", create);
}

export const checks = [
  textsAreEmbedded,
  documentsAreRanked,
  modelsAreListed,
  recordsAreFoundByWhatTheySay,
  aPlainIndexGetsAModel,
  unknownModelsAreRefused,
];

// Searches the library `photos` of a running Pictor with Pinecone's client for Node, and fills an index of its own.

import { Pinecone } from "@pinecone-database/pinecone";

const client = new Pinecone(); // reads the environment

async function connect(name) {
  return client.index({ host: (await client.describeIndex(name)).host });
}

function show(title, results) {
  console.log(title);
  for (const each of results) {
    console.log(`  ${(each.score ?? each._score).toFixed(3)}  ${each.id ?? each._id}`);
  }
}

/** Pictor turns the text into a vector itself. */
async function searchText(index, text, filter) {
  const query = { topK: 3, inputs: { text }, filter };
  return (await index.searchRecords({ query, fields: ["category"] })).result.hits;
}

async function searchPhotos(photos) {
  const found = await searchText(photos, "a flamingo");
  show("a flamingo", found);
  const like = found[0]._id;
  show(`like ${like}`, (await photos.query({ id: like, topK: 3 })).matches);
  const food = { category: { $eq: "food" } };
  show("something sweet, among food", await searchText(photos, "something sweet", food));
}

/** Copies the animals into a new index, asks it, and deletes it. */
async function fillAnotherIndex(photos) {
  const listed = await photos.listPaginated({ prefix: "animals/", limit: 20 });
  const ids = listed.vectors.map((each) => each.id);
  const { records } = await photos.fetch({ ids });
  await client.createIndex({
    name: "node-animals",
    dimension: 512,
    metric: "cosine",
    spec: { serverless: { cloud: "aws", region: "us-east-1" } },
    waitUntilReady: true,
  });
  try {
    const animals = await connect("node-animals");
    await animals.upsert({ records: Object.values(records) });
    const parameters = { input_type: "query" };
    const embedded = await client.inference.embed({ model: "pocket", inputs: ["一只鸟"], parameters });
    const vector = embedded.data[0].values;
    show("一只鸟 among animals/", (await animals.query({ vector, topK: 3 })).matches);
  } finally {
    await client.deleteIndex("node-animals");
  }
}

const photos = await connect("photos");
await searchPhotos(photos);
await fillAnotherIndex(photos);

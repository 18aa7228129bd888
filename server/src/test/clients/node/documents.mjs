// Documents, which the ninth generation has.

import { client, equal, generation } from "./clients.mjs";

const books = [
  { _id: "1", title: "hello", year: 2001, emb: [1, 0] },
  { _id: "2", title: "bye", year: 2002, emb: [0.6, 0.8] },
];

async function documentsAreFoundChangedAndDeleted() {
  const fields = { emb: { type: "dense_vector", dimension: 2, metric: "cosine" } };
  const made = await client.createIndex({ name: "books", schema: { fields } });
  try {
    const documents = client.index({ host: made.host, namespace: "n" }).documents;
    equal((await documents.upsert({ documents: books })).upsertedCount, 2, "both are written");
    const scoreBy = [{ type: "dense_vector", field: "emb", values: [1, 0] }];
    const found = await documents.search({ scoreBy, topK: 2, includeFields: ["title"] });
    equal(found.matches.map((each) => [each._id, each.title]), [["1", "hello"], ["2", "bye"]], "in order");
    const changes = [{ _id: "1", year: 1999, _remove_fields: ["title"] }];
    equal((await documents.update({ documents: changes })).matchedRecords, 1, "one is changed");
    const fetched = (await documents.fetch({ ids: ["1"] })).documents["1"];
    equal([fetched.year, fetched.title], [1999, undefined], "as it was changed");
    equal((await documents.list()).documents.map((each) => each._id), ["1", "2"], "they are listed");
    equal((await documents.delete({ ids: ["1"] })).matchedRecords, 1, "one is deleted");
  } finally {
    await client.deleteIndex("books");
  }
}

export const checks = generation >= 9 ? [documentsAreFoundChangedAndDeleted] : [];

// What all checks share: the client of the installed generation, indexes that go again, and claims.

import { deepStrictEqual } from "node:assert";
import { readFileSync } from "node:fs";
import { Pinecone } from "@pinecone-database/pinecone";

const installed = new URL("node_modules/@pinecone-database/pinecone/package.json", import.meta.url);
export const version = JSON.parse(readFileSync(installed, "utf8")).version;
export const generation = Number(version.split(".")[0]);

// Key and address come from the environment, as users have them; only without arguments are they read.
export const client = new Pinecone();

const serverless = { serverless: { cloud: "aws", region: "us-east-1" } };

export function equal(actual, expected, claim) {
  try {
    deepStrictEqual(actual, expected);
  } catch {
    const [is, wanted] = [actual, expected].map((value) => JSON.stringify(value));
    throw new Error(`does not hold: ${claim}\n  is:       ${is}\n  expected: ${wanted}`);
  }
}

export function check(holds, claim) {
  equal(Boolean(holds), true, claim);
}

/** The client must reject with an error of this name that says these words. */
export async function refused(name, words, call) {
  let error;
  try {
    await call();
  } catch (thrown) {
    error = thrown;
  }
  check(error, `${words} is refused`);
  equal(error.name, name, `the kind of ${error.message}`);
  check(error.message.includes(words), `the message says ${words}, got ${error.message}`);
}

export function create(name, wanted = {}) {
  const dense = { dimension: 3, metric: "cosine" };
  return client.createIndex({ name, spec: serverless, waitUntilReady: true, ...dense, ...wanted });
}

/** An index that is there while `work` runs. */
export async function withIndex(name, wanted, work) {
  await removing(name, await create(name, wanted), work);
}

export async function removing(name, made, work) {
  try {
    await work(client.index({ host: made.host }), made);
  } finally {
    await client.deleteIndex(name);
  }
}

export const ids = (found) => found.matches.map((match) => match.id);

// Bulk imports from a folder that both this program and the server reach.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { check, equal, refused, withIndex } from "./clients.mjs";

const folder = join(process.env.IMPORT_FOLDER, "node");
const tries = 600;

/** What becomes of an import. */
async function ended(data, id) {
  for (let i = 0; i < tries; i++) {
    const described = await data.describeImport(id);
    if (["Completed", "Failed", "Cancelled"].includes(described.status)) {
      return described;
    }
    await setTimeout(50);
  }
  throw new Error(`import ${id} did not end`);
}

async function aFolderIsImported() {
  mkdirSync(join(folder, "ns"), { recursive: true });
  const rows = Array.from({ length: 50 }, (_, i) => ({ id: `r${i}`, values: [i, 1, 2], metadata: { n: i } }));
  writeFileSync(join(folder, "ns", "rows.jsonl"), rows.map((row) => JSON.stringify(row)).join("\n"));
  await withIndex("imported", {}, async (data) => {
    const { id } = await data.startImport({ uri: pathToFileURL(folder).href, errorMode: "abort" });
    const done = await ended(data, id);
    equal([done.status, done.recordsImported], ["Completed", 50], "all rows are there");
    const listed = (await data.listImports()).data.map((each) => each.id);
    check(listed.includes(id), "it is listed");
    await data.cancelImport(id);
    await refused("PineconeBadRequestError", "s3://bucket", () => data.startImport({ uri: "s3://bucket/x" }));
  });
}

export const checks = [aFolderIsImported];

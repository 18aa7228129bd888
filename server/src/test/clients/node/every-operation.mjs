// Makes every operation of the installed client, against the server that the environment names.

import { version } from "./clients.mjs";
import { checks as copies } from "./copies.mjs";
import { checks as documents } from "./documents.mjs";
import { checks as imports } from "./imports.mjs";
import { checks as indexes } from "./indexes.mjs";
import { checks as models } from "./models.mjs";
import { checks as vectors } from "./vectors.mjs";

let failures = 0;
for (const operation of [...indexes, ...vectors, ...copies, ...models, ...imports, ...documents]) {
  try {
    await operation();
    console.log(`ok    ${operation.name}`);
  } catch (error) {
    failures += 1;
    console.error(`FAIL  ${operation.name}\n${error.stack}`);
  }
}
console.log(`@pinecone-database/pinecone ${version}: ${failures} failures`);
process.exitCode = failures > 0 ? 1 : 0;

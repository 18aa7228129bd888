"""Makes every operation of the installed `pinecone` client, against the server that the environment names."""

import sys
import traceback
from importlib.metadata import version

import copies
import documents
import imports
import indexes
import models
import vectors
import waiting


def main():
    failures = 0
    for group in (indexes, vectors, waiting, copies, models, imports, documents):
        for operation in group.CHECKS:
            try:
                operation()
                print(f"ok    {operation.__name__}")
            except Exception:
                failures += 1
                print(f"FAIL  {operation.__name__}\n{traceback.format_exc()}", file=sys.stderr)
    print(f"pinecone {version('pinecone')}: {failures} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()

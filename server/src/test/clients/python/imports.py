"""Bulk imports from a folder that both this program and the server reach."""

import json
import os
import time
from pathlib import Path

from clients import check, equal, index, over_http, refused

FOLDER = Path(os.environ["IMPORT_FOLDER"])
TRIES = 600


def ended(data, id):
    """What becomes of an import."""
    for _ in range(TRIES):
        described = data.describe_import(id)
        if described.status in ("Completed", "Failed", "Cancelled"):
            return described
        time.sleep(0.05)
    raise AssertionError(f"import {id} did not end")


def a_folder_is_imported():
    rows = FOLDER / "python" / "ns"
    rows.mkdir(parents=True, exist_ok=True)
    lines = ({"id": f"r{i}", "values": [i, 1, 2], "metadata": {"n": i}} for i in range(50))
    (rows / "rows.jsonl").write_text("\n".join(map(json.dumps, lines)))
    with index("imported") as made:
        data = over_http(made.host)
        begun = data.start_import(uri=(FOLDER / "python").as_uri(), error_mode="abort")
        done = ended(data, begun.id)
        equal((done.status, done.records_imported), ("Completed", 50), "all rows are there")
        equal(data.fetch(ids=["r7"], namespace="ns").vectors["r7"].metadata["n"], 7, "with metadata")
        check(begun.id in [each.id for each in data.list_imports()], "it is listed")
        data.cancel_import(begun.id)
        refused(404, "", data.describe_import, "99")
        refused(400, "s3://bucket/folder", data.start_import, uri="s3://bucket/folder")


CHECKS = [a_folder_is_imported]

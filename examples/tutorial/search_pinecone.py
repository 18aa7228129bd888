"""The tutorial with Pinecone: photos become vectors through Pictor, an index keeps them, three kinds of questions."""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from pinecone import Pinecone, PodSpec
from pinecone.exceptions import PineconeException

from tutorial import embed_folder, embed_picture, embed_text, mixed

NAME = "image-embeddings"
POD = PodSpec(environment="gcp-starter", pod_type="starter")  # the tutorial's free one
BATCH = 100
TRIES = 4


def open_index(client, dimension):
    """The index, made on first use."""
    if not client.has_index(NAME):
        client.create_index(name=NAME, dimension=dimension, metric="cosine", spec=POD)
    return client.Index(host=client.describe_index(NAME).host)


def records(folder, names, vectors):
    for name, vector in zip(names, vectors):
        path = folder / name
        metadata = {"folder": path.parent.name, "file": path.name, "bytes": path.stat().st_size}
        yield {"id": name, "values": vector.tolist(), "metadata": metadata}


def upsert(index, vectors):
    """In batches; tries again when the server is busy or not there."""
    vectors = list(vectors)
    for start in range(0, len(vectors), BATCH):
        batch = vectors[start : start + BATCH]
        for attempt in range(TRIES):
            try:
                index.upsert(vectors=batch)
                break
            except PineconeException as error:
                if attempt == TRIES - 1 or not is_busy(error):
                    raise
                time.sleep(2**attempt)


def is_busy(error):
    status = getattr(error, "status", None)
    return status is None or status == 429 or status >= 500


def search(index, vector, **options):
    found = index.query(vector=vector.tolist(), top_k=5, include_metadata=True, **options)
    return [
        {"id": match.id, "score": round(float(match.score), 4), "folder": match.metadata["folder"]}
        for match in found.matches
    ]


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent / "photos")
    names, vectors = embed_folder(folder)
    index = open_index(Pinecone(), int(vectors.shape[1]))
    upsert(index, records(folder, names, vectors))
    by_text = search(index, embed_text("flamingo"))
    like = embed_picture(folder / by_text[0]["id"])
    query = mixed([(embed_text("a bird in the water"), 0.4), (like, 0.6)])
    sweet = embed_text("something sweet")
    report = {
        "client": version("pinecone"),
        "vectors": index.describe_index_stats().total_vector_count,
        "text": by_text,
        "picture": search(index, like),
        "mixed": search(index, query),
        "filtered": search(index, sweet, filter={"folder": {"$eq": "food"}, "bytes": {"$gt": 1000}}),
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()

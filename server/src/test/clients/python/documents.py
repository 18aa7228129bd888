"""Documents, which the tenth generation has."""

from clients import CLIENT, GENERATION, check, equal, over_http, refused, removing

BOOKS = [
    {"_id": "1", "title": "hello", "year": 2001, "emb": [1.0, 0.0]},
    {"_id": "2", "title": "bye", "year": 2002, "emb": [0.6, 0.8]},
]


def create(name, fields):
    return removing(CLIENT.indexes.create(name=name, schema={"fields": fields}))


def documents_are_found_changed_and_deleted():
    fields = {"emb": {"type": "dense_vector", "dimension": 2, "metric": "cosine"}}
    with create("books", fields) as made:
        documents = over_http(made.host).documents
        equal(documents.upsert(namespace="n", documents=BOOKS).upserted_count, 2, "both are written")
        clause = {"type": "dense_vector", "field": "emb", "values": [1.0, 0.0]}
        found = documents.search(
            namespace="n", score_by=[clause], top_k=2, include_fields=["title"]
        )
        equal([(each.id, each.title) for each in found.matches], [("1", "hello"), ("2", "bye")], "in order")
        filtered = documents.search(
            namespace="n", score_by=[clause], top_k=2, filter={"year": {"$gt": 2001}}
        )
        equal([each.id for each in filtered.matches], ["2"], "under a filter")
        changes = [{"_id": "1", "year": 1999, "_remove_fields": ["title"]}]
        equal(
            documents.update(namespace="n", documents=changes).matched_records, 1, "one is changed"
        )
        fetched = documents.fetch(namespace="n", ids=["1"]).documents["1"]
        equal((fetched.year, fetched.get("title")), (1999, None), "as it was changed")
        equal([each.id for each in documents.list(namespace="n")], ["1", "2"], "they are listed")
        equal(documents.delete(namespace="n", ids=["1"]).matched_records, 1, "one is deleted")
        refused(400, "holds documents", over_http(made.host).query, vector=[1.0, 0.0], top_k=1)


def texts_of_documents_are_embedded():
    with create("stories", {"body": {"type": "string", "embed": {"model": "pocket"}}}) as made:
        documents = over_http(made.host).documents
        stories = [{"_id": "a", "body": "a bird on a branch"}, {"_id": "b", "body": "a ship at sea"}]
        documents.upsert(namespace="n", documents=stories)
        clause = {"type": "embed", "field": "body", "query": "一只鸟"}
        found = documents.search(namespace="n", score_by=[clause], top_k=1)
        equal([each.id for each in found.matches], ["a"], "a text finds what it means")
        check(found.usage.embed_total_tokens, "tokens are counted")


CHECKS = [documents_are_found_changed_and_deleted, texts_of_documents_are_embedded] if GENERATION >= 10 else []

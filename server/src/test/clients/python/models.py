"""Inference and records by the bundled model."""

from clients import CLIENT, GENERATION, check, equal, index, over_http, plain, refused, removing

MODEL = "pocket"
RECORDS = [
    {"_id": "bird", "chunk_text": "a bird on a branch", "kind": "animal"},
    {"_id": "ship", "chunk_text": "a large ship at sea", "kind": "vehicle"},
    {"_id": "bread", "chunk_text": "fresh bread from the oven", "kind": "food"},
]


def texts_are_embedded():
    embedded = CLIENT.inference.embed(
        model=MODEL, inputs=["a bird", "鸟"], parameters={"input_type": "query", "truncate": "END"}
    )
    equal(embedded.model, MODEL, "the model is named")
    equal([len(each.values) for each in embedded.data], [512, 512], "one vector for each text")
    check(embedded.usage.total_tokens > 4, "tokens are counted")
    refused(404, "Model 'x' not found", CLIENT.inference.embed, model="x", inputs=["a"])


def documents_are_ranked():
    documents = [{"id": "1", "text": "a steam train"}, {"id": "2", "text": "a slice of cake"}]
    ranked = CLIENT.inference.rerank(model=MODEL, query="something to eat", documents=documents)
    equal([each.index for each in ranked.data], [1, 0], "the best is first")
    equal(ranked.data[0].document["text"], "a slice of cake", "with its document")
    short = CLIENT.inference.rerank(
        model=MODEL, query="a train", documents=["a train", "a cake"], top_n=1, return_documents=False
    )
    equal([each.index for each in short.data], [0], "as many as asked")
    check(not getattr(short.data[0], "document", None), "without the document")


def models_are_listed():
    listed = CLIENT.inference.list_models()
    check(MODEL in [each.model for each in listed.models], "the bundled model is listed")
    for kind in ("embed", "rerank"):
        kinds = {each.type for each in CLIENT.inference.list_models(type=kind).models}
        equal(kinds, {kind}, f"models that {kind}")
    model = CLIENT.inference.get_model(model_name=MODEL)
    equal(model.default_dimension, 512, "a model is described")


def records_are_found_by_what_they_say():
    embed = {"model": MODEL, "field_map": {"text": "chunk_text"}, "metric": "cosine"}
    made = CLIENT.create_index_for_model(name="records", cloud="aws", region="us-east-1", embed=embed)
    with removing(made):
        equal(made.embed.model, MODEL, "the model is part of the description")
        searches_of_records(over_http(made.host))


def searches_of_records(data):
    data.upsert_records(namespace="ns", records=RECORDS)
    found = data.search(
        namespace="ns", query={"top_k": 3, "inputs": {"text": "鸟"}}, fields=["chunk_text"]
    )
    equal(hits(found)[0], "bird", "a text finds what it means, in either language")
    equal(plain(found.result.hits[0].fields), {"chunk_text": "a bird on a branch"}, "fields as asked")
    filtered = {"top_k": 3, "inputs": {"text": "a bird"}, "filter": {"kind": "food"}}
    equal(hits(data.search_records(namespace="ns", query=filtered)), ["bread"], "filters choose")
    reranked = data.search(
        namespace="ns",
        query={"top_k": 3, "inputs": {"text": "a bird"}},
        rerank={"model": MODEL, "query": "a boat", "rank_fields": ["chunk_text"], "top_n": 2},
    )
    equal((hits(reranked)[0], len(hits(reranked))), ("ship", 2), "another text ranks them anew")
    by_id = data.search(namespace="ns", query={"top_k": 1, "id": "ship"})
    equal(hits(by_id), ["ship"], "an id is a query")


def a_plain_index_gets_a_model():
    if GENERATION >= 10:
        return  # refuses to change what is embedded
    with index("plain", dimension=512) as made:
        embed = {"model": MODEL, "field_map": {"text": "chunk_text"}}
        CLIENT.configure_index("plain", embed=embed)
        data = over_http(made.host)
        data.upsert_records(namespace="ns", records=RECORDS)
        found = data.search(namespace="ns", query={"top_k": 1, "inputs": {"text": "a ship"}})
        equal(hits(found), ["ship"], "it is searched by text from then on")


def unknown_models_are_refused():
    refused(
        404,
        "Model nothing-here not found.",
        CLIENT.create_index_for_model,
        name="none",
        cloud="aws",
        region="us-east-1",
        embed={"model": "nothing-here", "field_map": {"text": "t"}, "metric": "cosine"},
    )


def hits(found):
    return [getattr(hit, "_id", None) or hit.id for hit in found.result.hits]


CHECKS = [
    texts_are_embedded,
    documents_are_ranked,
    models_are_listed,
    records_are_found_by_what_they_say,
    a_plain_index_gets_a_model,
    unknown_models_are_refused,
]

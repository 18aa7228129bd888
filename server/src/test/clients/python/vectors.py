"""The data plane, once over HTTP and once over gRPC: vectors and namespaces."""

from clients import TRANSPORTS, check, equal, ids, index, page_ids, pages, refused

PICTURES = [
    {"id": "a", "values": [1.0, 0.0, 0.0], "metadata": {"kind": "x", "n": 1.5, "good": True, "tags": ["p", "q"]}},
    {"id": "b", "values": [0.9, 0.1, 0.0], "metadata": {"kind": "x", "n": 2, "good": False, "tags": ["q"]}},
    {"id": "c", "values": [0.0, 1.0, 0.4], "metadata": {"kind": "y", "n": 3, "good": True, "tags": []}},
]


def vectors_are_written_and_found(data):
    written = data.upsert(vectors=PICTURES, namespace="space")
    equal(written.upserted_count, 3, "what was sent is counted")
    found = data.query(
        vector=[1.0, 0.0, 0.0], top_k=2, namespace="space", include_values=True, include_metadata=True
    )
    equal(ids(found), ["a", "b"], "the nearest come first")
    equal(found.namespace, "space", "the answer names the namespace")
    equal(found.matches[0].score, 1, "a vector is like itself")
    equal(list(found.matches[0].values), [1, 0, 0], "values on request")
    equal(dict(found.matches[0].metadata), PICTURES[0]["metadata"], "metadata on request")
    plain = data.query(vector=[1.0, 0.0, 0.0], top_k=1, namespace="space")
    check(not plain.matches[0].metadata and not plain.matches[0].values, "neither without")
    equal(ids(data.query(id="c", top_k=1, namespace="space")), ["c"], "an id is a query")
    equal(ids(data.query(id="nobody", top_k=1, namespace="space")), [], "unknown ids match nothing")
    equal(ids(data.query(vector=[1.0, 0.0, 0.0], top_k=1, namespace="empty")), [], "so do namespaces")


def filters_choose(data):
    data.upsert(vectors=PICTURES, namespace="space")

    def matching(wanted):
        found = data.query(vector=[1.0, 0.0, 0.0], top_k=3, namespace="space", filter=wanted)
        return "".join(ids(found))

    for wanted, expected in [
        ({"kind": "x"}, "ab"),
        ({"kind": {"$ne": "x"}}, "c"),
        ({"n": {"$gt": 1.5, "$lte": 3}}, "bc"),
        ({"kind": {"$in": ["y", "z"]}}, "c"),
        ({"tags": {"$in": ["p"]}}, "a"),
        ({"tags": {"$nin": ["p"]}}, "bc"),
        ({"good": True}, "ac"),
        ({"missing": {"$exists": False}}, "abc"),
        ({"$or": [{"kind": "y"}, {"$and": [{"good": True}, {"n": {"$lt": 2}}]}]}, "ac"),
    ]:
        equal(matching(wanted), expected, f"filter {wanted}")


def tuples_and_batches_are_written(data):
    written = data.upsert(
        vectors=[(f"t{i}", [i + 1.0, 1.0, 0.0], {"n": i}) for i in range(25)],
        namespace="batches",
        batch_size=10,
        show_progress=False,
    )
    equal(written.upserted_count, 25, "all batches are counted")
    equal(count(data, "batches"), 25, "and kept")


def count(data, namespace):
    return data.describe_index_stats().namespaces[namespace].vector_count


def vectors_are_fetched(data):
    data.upsert(vectors=PICTURES, namespace="space")
    fetched = data.fetch(ids=["a", "nobody"], namespace="space")
    equal(list(fetched.vectors), ["a"], "unknown ids are left out")
    equal(list(fetched.vectors["a"].values), [1, 0, 0], "values come whole")
    first = data.fetch_by_metadata(filter={"good": True}, namespace="space", limit=1)
    rest = data.fetch_by_metadata(
        filter={"good": True}, namespace="space", limit=1, pagination_token=first.pagination.next
    )
    equal(sorted([*first.vectors, *rest.vectors]), ["a", "c"], "by metadata, in pages")


def vectors_are_changed(data):
    data.upsert(vectors=PICTURES, namespace="space")
    data.update(id="a", values=[0.0, 0.0, 1.0], set_metadata={"kind": "z"}, namespace="space")
    changed = data.fetch(ids=["a"], namespace="space").vectors["a"]
    equal(list(changed.values), [0, 0, 1], "values are replaced")
    equal((changed.metadata["kind"], changed.metadata["n"]), ("z", 1.5), "metadata is merged")
    tried = data.update(
        filter={"kind": "x"}, set_metadata={"seen": True}, namespace="space", dry_run=True
    )
    equal(tried.matched_records, 1, "a dry run counts")
    equal(data.fetch_by_metadata(filter={"seen": True}, namespace="space").vectors, {}, "and no more")
    data.update(filter={"kind": "x"}, set_metadata={"seen": True}, namespace="space")
    seen = data.fetch_by_metadata(filter={"seen": True}, namespace="space")
    equal(list(seen.vectors), ["b"], "an update by filter changes what matches")


def vectors_are_deleted(data):
    data.upsert(vectors=PICTURES, namespace="space")
    data.delete(ids=["a", "nobody"], namespace="space")
    equal(count(data, "space"), 2, "by id")
    data.delete(filter={"kind": "y"}, namespace="space")
    equal(count(data, "space"), 1, "by filter")
    data.delete(delete_all=True, namespace="space")
    equal(data.describe_index_stats().total_vector_count, 0, "all")


def ids_are_listed_in_pages(data):
    data.upsert(vectors=[(f"doc#{i}", [1.0, float(i), 0.0]) for i in range(7)] + [("other", [1.0, 1.0, 1.0])])
    listed, pages_of_it = pages(data.list(prefix="doc#", limit=3))
    equal(listed, [f"doc#{i}" for i in range(7)], "by prefix, in order")
    equal(pages_of_it, 3, "a page is as large as asked")
    first = data.list_paginated(prefix="doc#", limit=4)
    second = data.list_paginated(prefix="doc#", limit=4, pagination_token=first.pagination.next)
    equal(page_ids(second), ["doc#4", "doc#5", "doc#6"], "a token goes on")
    check(second.pagination is None or not second.pagination.next, "the last page has none")


def statistics_count(data):
    data.upsert(vectors=PICTURES[:1])
    data.upsert(vectors=PICTURES[1:], namespace="two")
    stats = data.describe_index_stats()
    equal((stats.dimension, stats.total_vector_count), (3, 3), "in all")
    equal(stats.namespaces["two"].vector_count, 2, "in a namespace")
    others = [name for name in stats.namespaces if name != "two"]
    check(others in ([""], ["__default__"]), "the default namespace has one of its names")


def namespaces_are_made_listed_and_deleted(data):
    equal(data.create_namespace(name="one").record_count, 0, "an empty namespace can be made")
    refused(None, "one exists", data.create_namespace, name="one")
    data.upsert(vectors=PICTURES, namespace="two")
    equal(int(data.describe_namespace(namespace="two").record_count), 3, "it is described")
    listed = [each.name for page in data.list_namespaces(limit=1) for each in page_of(page)]
    equal(listed, ["one", "two"], "they are listed in pages")
    equal(data.list_namespaces_paginated(limit=1).namespaces[0].name, "one", "or page by page")
    data.delete_namespace(namespace="two")
    refused(None, "Namespace not found: two", data.describe_namespace, namespace="two")


def page_of(page):
    return getattr(page, "namespaces", None) or [page]


def several_namespaces_are_asked_at_once(data):
    data.upsert(vectors=PICTURES[:2], namespace="one")
    data.upsert(vectors=PICTURES[2:], namespace="two")
    found = data.query_namespaces(
        vector=[0.0, 1.0, 0.0], namespaces=["one", "two"], metric="cosine", top_k=2
    )
    equal([match.id for match in found.matches], ["c", "b"], "the best of all namespaces")


def mistakes_are_told(data):
    refused(
        None,
        "Vector dimension 2 does not match the dimension of the index 3",
        data.upsert,
        vectors=[("a", [1.0, 2.0])],
    )
    refused(
        None,
        "Vector dimension 2 does not match the dimension of the index 3",
        data.query,
        vector=[1.0, 2.0],
        top_k=1,
    )
    refused(None, "$nope", data.query, vector=[1.0, 0.0, 0.0], top_k=1, filter={"a": {"$nope": 1}})
    refused(
        None,
        "contains only zeros",
        data.upsert,
        vectors=[("zero", [0.0, 0.0, 0.0])],
    )


def sparse(connect):
    with index("sparse", dimension=None, metric="dotproduct", vector_type="sparse") as made:
        data = connect(made.host)
        largest = 4_294_967_295
        data.upsert(vectors=[{"id": "s", "sparse_values": {"indices": [1, largest], "values": [0.5, 0.25]}}])
        found = data.query(
            sparse_vector={"indices": [largest], "values": [4.0]}, top_k=1, include_values=True
        )
        equal((ids(found), found.matches[0].score), (["s"], 1), "sparse vectors are found")
        equal(list(found.matches[0].sparse_values.indices), [1, largest], "by all unsigned indices")


def hybrid(connect):
    with index("hybrid", dimension=2, metric="dotproduct") as made:
        data = connect(made.host)
        data.upsert(
            vectors=[{"id": "h", "values": [1.0, 2.0], "sparse_values": {"indices": [7], "values": [3.0]}}]
        )
        found = data.query(vector=[1.0, 1.0], sparse_vector={"indices": [7], "values": [2.0]}, top_k=1)
        equal(found.matches[0].score, 9, "both halves add up")


def euclidean_distances_are_squared_and_small_ones_best(connect):
    with index("euclid", dimension=2, metric="euclidean") as made:
        data = connect(made.host)
        data.upsert(vectors=[("near", [1.0, 1.0]), ("far", [4.0, 5.0])])
        found = data.query(vector=[1.0, 1.0], top_k=2)
        equal([(each.id, each.score) for each in found.matches], [("near", 0), ("far", 25)], "in order")


ON_A_FRESH_INDEX = [
    vectors_are_written_and_found,
    filters_choose,
    tuples_and_batches_are_written,
    vectors_are_fetched,
    vectors_are_changed,
    vectors_are_deleted,
    ids_are_listed_in_pages,
    statistics_count,
    namespaces_are_made_listed_and_deleted,
    several_namespaces_are_asked_at_once,
    mistakes_are_told,
]
ON_INDEXES_OF_THEIR_OWN = [sparse, hybrid, euclidean_distances_are_squared_and_small_ones_best]


def on_a_fresh_index(operation, transport, connect):
    def run():
        with index(f"fresh-{transport}") as made:
            operation(connect(made.host))

    return named(run, operation, transport)


def on_indexes_of_its_own(operation, transport, connect):
    return named(lambda: operation(connect), operation, transport)


def named(run, operation, transport):
    run.__name__ = f"{operation.__name__}_over_{transport}"
    return run


CHECKS = [
    check_of(operation, transport, connect)
    for transport, connect in TRANSPORTS.items()
    for check_of, operations in (
        (on_a_fresh_index, ON_A_FRESH_INDEX),
        (on_indexes_of_its_own, ON_INDEXES_OF_THEIR_OWN),
    )
    for operation in operations
]

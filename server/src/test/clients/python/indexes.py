"""The control plane: kinds of indexes, their life, and what is refused."""

from clients import CLIENT, GENERATION, SERVERLESS, check, equal, index, plain, refused


def an_index_is_made_described_configured_and_deleted():
    with index("life", tags={"made": "here"}) as made:
        check(made.status.ready, "an index is ready from the first answer on")
        equal((made.name, made.dimension, made.metric), ("life", 3, "cosine"), "an index is as asked")
        check(made.host.startswith("http://"), "the address says that it is plaintext")
        equal(plain(made.tags), {"made": "here"}, "tags are kept")
        equal(CLIENT.describe_index("life").host, made.host, "it is described")
        check("life" in [each.name for each in CLIENT.list_indexes()], "it is listed")
        check(CLIENT.has_index("life") and not CLIENT.has_index("death"), "it is there")
        refused(409, "Resource already exists", CLIENT.create_index, "life", SERVERLESS, 3)

        CLIENT.configure_index("life", deletion_protection="enabled", tags={"made": "", "more": "yes"})
        changed = CLIENT.describe_index("life")
        equal(plain(changed.tags), {"more": "yes"}, "tags are merged, empty ones go")
        equal(changed.deletion_protection, "enabled", "protection is on")
        refused(403, "Deletion protection is enabled", CLIENT.delete_index, "life")
        CLIENT.configure_index("life", deletion_protection="disabled")
    refused(404, "Index life not found.", CLIENT.describe_index, "life")
    refused(404, "Index life not found.", CLIENT.delete_index, "life")


def what_cannot_be_is_refused():
    if GENERATION == 8:  # later ones look at names themselves
        refused(400, "Name must consist of lower case", CLIENT.create_index, "Bad_Name", SERVERLESS, 3)
    nowhere = {"serverless": {"cloud": "aws", "region": "nowhere"}}
    refused(404, "Resource cloud: aws region: nowhere not found.", CLIENT.create_index, "x", nowhere, 3)


def sparse_indexes_have_no_dimension():
    with index("sparse-kind", dimension=None, metric="dotproduct", vector_type="sparse") as made:
        equal(made.vector_type, "sparse", "the kind of vectors is kept")
        equal(made.dimension, None, "a sparse index has no dimension")


def dedicated_capacity_is_kept():
    wanted = {
        "mode": "Dedicated",
        "dedicated": {
            "node_type": "b1",
            "scaling": "Manual",
            "manual": {"shards": 1, "replicas": 2},
        },
    }
    with index("capacity"):
        CLIENT.configure_index("capacity", read_capacity=wanted)
        check("node_type" in str(capacity_of(CLIENT.describe_index("capacity"))), "dedicated nodes are kept")


def capacity_of(described):
    return described.read_capacity if GENERATION >= 10 else described.spec.serverless.read_capacity


def environments_of_ones_own_are_kept():
    from pinecone import ByocSpec

    with index("own", spec=ByocSpec(environment="mine-1")):
        equal(CLIENT.describe_index("own").spec.byoc.environment, "mine-1", "the environment is kept")


def pods_are_kept_and_scaled():
    if GENERATION >= 10:
        return  # refuses pods itself
    from pinecone import PodSpec

    spec = PodSpec(environment="gcp-starter", pod_type="p1.x1", metadata_config={"indexed": ["kind"]})
    with index("pods", spec=spec) as made:
        equal(made.spec.pod.environment, "gcp-starter", "the environment is kept")
        CLIENT.configure_index("pods", replicas=3)
        equal(CLIENT.describe_index("pods").spec.pod.replicas, 3, "pods are scaled")
        data = CLIENT.Index(host=made.host)
        data.upsert(
            vectors=[
                {"id": "a", "values": [1.0, 0.0, 0.0], "metadata": {"kind": "x"}},
                {"id": "b", "values": [0.0, 1.0, 0.0], "metadata": {"kind": "y"}},
            ]
        )
        counted = data.describe_index_stats(filter={"kind": "x"})
        equal(counted.total_vector_count, 1, "statistics of pods can be filtered")


def starter_pods_of_old_tutorials_work():
    from pinecone import PodSpec

    spec = PodSpec(environment="gcp-starter", pod_type="starter")
    with index("image-embeddings", dimension=512, spec=spec) as made:
        pod = made.deployment if GENERATION >= 10 else made.spec.pod
        equal(pod.pod_type, "starter", "the retired kind of pod is kept")


def schemas_of_the_newer_vocabulary_work():
    if GENERATION < 10:
        return
    made = CLIENT.indexes.create(
        name="newer",
        schema={"fields": {"_values": {"type": "dense_vector", "dimension": 3, "metric": "euclidean"}}},
        deployment={"deployment_type": "managed", "cloud": "gcp", "region": "us-central1"},
        tags={"a": "b"},
    )
    equal((made.dimension, made.metric), (3, "euclidean"), "the schema says what vectors there are")
    equal(made.deployment.region, "us-central1", "the deployment is kept")
    changed = CLIENT.indexes.configure("newer", tags={"c": "d"})
    equal(plain(changed.tags), {"a": "b", "c": "d"}, "a change is answered")
    check("newer" in [each.name for each in CLIENT.indexes.list()], "it is listed")
    check(CLIENT.indexes.exists("newer"), "it is there")
    CLIENT.indexes.delete("newer")
    check(not CLIENT.indexes.exists("newer"), "it is gone")


CHECKS = [
    an_index_is_made_described_configured_and_deleted,
    what_cannot_be_is_refused,
    sparse_indexes_have_no_dimension,
    dedicated_capacity_is_kept,
    environments_of_ones_own_are_kept,
    pods_are_kept_and_scaled,
    starter_pods_of_old_tutorials_work,
    schemas_of_the_newer_vocabulary_work,
]

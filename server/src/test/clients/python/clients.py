"""What all checks share: the client of the installed generation, its ways to an index, and claims."""

import os
from contextlib import contextmanager
from importlib.metadata import version

from pinecone import Pinecone, ServerlessSpec

GENERATION = int(version("pinecone").split(".")[0])
CONTROL = os.environ["PINECONE_CONTROLLER_HOST"]
KEY = os.environ["PINECONE_API_KEY"]
SERVERLESS = ServerlessSpec(cloud="aws", region="us-east-1")

# The address comes from the environment, as users have it.
CLIENT = Pinecone()


def check(holds, claim):
    if not holds:
        raise AssertionError(f"does not hold: {claim}")


def equal(actual, expected, claim):
    check(actual == expected, f"{claim}\n  is:       {actual!r}\n  expected: {expected!r}")


def refused(status, words, call, *arguments, **named):
    """The client must raise, and say the status and these words."""
    try:
        call(*arguments, **named)
    except Exception as error:
        check(status is None or status_of(error) == status, f"{status}, got {error!r}")
        check(words in str(error), f"the message says {words!r}, got {error!s}")
        return error
    raise AssertionError(f"does not hold: {words!r} is refused")


def plain(mapping):
    """The eighth generation has models of its own where the later ones have dictionaries."""
    return mapping.to_dict() if hasattr(mapping, "to_dict") else dict(mapping)


def status_of(error):
    """HTTP statuses only; gRPC has none."""
    for name in ("status", "status_code"):
        if isinstance(getattr(error, name, None), int):
            return getattr(error, name)
    return None


@contextmanager
def index(name, **wanted):
    """An index that is there for a while; yields its description."""
    wanted = {"spec": SERVERLESS, "metric": "cosine", "dimension": 3, **wanted}
    with removing(CLIENT.create_index(name=name, **wanted)) as made:
        yield made


@contextmanager
def removing(made):
    try:
        yield made
    finally:
        CLIENT.delete_index(made.name)


def over_http(host):
    return CLIENT.Index(host=host)


def over_grpc(host):
    if GENERATION == 8:
        from pinecone.grpc import GRPCClientConfig, PineconeGRPC

        # Looks up a whole address as a name; its half over HTTP needs it whole.
        bare = host.removeprefix("http://")
        return PineconeGRPC().Index(host=bare, grpc_config=GRPCClientConfig(secure=False))
    from pinecone import GrpcIndex

    return GrpcIndex(host=host, api_key=KEY, secure=False)


TRANSPORTS = {"http": over_http, "grpc": over_grpc}


def ids(found):
    return [match.id for match in found.matches]


def pages(listed):
    """The ids of all pages of a list, and how many pages there were."""
    found = [page_ids(page) for page in listed]
    return [each for page in found for each in page], len(found)


def page_ids(page):
    vectors = getattr(page, "vectors", page)
    return [each if isinstance(each, str) else each.id for each in vectors]

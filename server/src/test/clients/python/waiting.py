"""The same client without threads that wait: the shape of its calls, not all of them again."""

import asyncio

from clients import SERVERLESS, equal, ids


def the_asynchronous_client_works():
    asyncio.run(write_and_find())


async def write_and_find():
    from pinecone import PineconeAsyncio

    async with PineconeAsyncio() as client:
        made = await client.create_index(name="waiting", spec=SERVERLESS, dimension=2)
        async with client.IndexAsyncio(host=made.host) as data:
            vectors = [("a", [1.0, 0.0]), ("b", [0.0, 1.0])]
            await data.upsert(vectors=vectors, namespace="space")
            queries = [data.query(id=each, top_k=1, namespace="space") for each in "ab"]
            equal([ids(found) for found in await asyncio.gather(*queries)], [["a"], ["b"]], "together")
            await data.delete(delete_all=True, namespace="space")
        await client.delete_index("waiting")


CHECKS = [the_asynchronous_client_works]

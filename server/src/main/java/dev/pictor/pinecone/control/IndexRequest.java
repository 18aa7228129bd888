package dev.pictor.pinecone.control;

import dev.pictor.pinecone.index.Deployment;
import dev.pictor.pinecone.index.ReadCapacity;
import dev.pictor.store.CollectionSpec;

/// What an index is asked to be, whichever dialect said it.
record IndexRequest(CollectionSpec spec, Deployment deployment, ReadCapacity readCapacity) {}

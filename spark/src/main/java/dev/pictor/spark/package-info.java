/// Pictures embedded on a Spark cluster, and what came out loaded into a server.
///
/// `EmbedJob` finds what is missing and lets `PartitionEmbedding` do it on the executors, with the
/// model in their own process (`LocalModel`, Java 25) or by asking a server (`ServerModel`). All
/// but `LocalModel` runs on Java 17.
@NullMarked
package dev.pictor.spark;

import org.jspecify.annotations.NullMarked;

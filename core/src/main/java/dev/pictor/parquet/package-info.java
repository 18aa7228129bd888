/// Writes Parquet files, column by column, with nothing but the JDK. Compiled for Java 17, because
/// clusters run it that are older than the rest of Pictor.
@NullMarked
package dev.pictor.parquet;

import org.jspecify.annotations.NullMarked;

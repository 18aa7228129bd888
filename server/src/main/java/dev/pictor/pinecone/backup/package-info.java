/// Copies of indexes: backups, collections, restores and schedules.
@NullMarked
package dev.pictor.pinecone.backup;

import org.jspecify.annotations.NullMarked;

/// Bulk import: folders of Parquet and JSON lines files on the server's machine, read in the
/// background into indexes.
///
/// `Imports` keeps the list of a server's imports and runs them, `ImportRun` is one of them at
/// work, `RecordFile` what it reads.
@NullMarked
package dev.pictor.pinecone.imports;

import org.jspecify.annotations.NullMarked;

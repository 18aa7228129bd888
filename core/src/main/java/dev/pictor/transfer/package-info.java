/// Collections out of Pictor and into it: files of records, indexes of Pinecone, folders of other
/// programs, lists of addresses.
///
/// `CollectionExport` writes to a `RecordSink`, `RecordImport` reads a `RecordSource`; what a file
/// says of its collection is a `CollectionHeader`.
@NullMarked
package dev.pictor.transfer;

import org.jspecify.annotations.NullMarked;

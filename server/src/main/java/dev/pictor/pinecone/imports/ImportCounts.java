package dev.pictor.pinecone.imports;

/// How far an import is.
///
/// @param percent of the bytes to read, 0 to 100
/// @param imported records that are in the index
/// @param skipped bad records, and files that could not be read to their end
record ImportCounts(double percent, long imported, long skipped) {

  static ImportCounts none() {
    return new ImportCounts(0, 0, 0);
  }
}

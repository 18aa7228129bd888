/// Many pictures embedded apart from any collection: what is to be embedded, wherever it lies, and
/// the files of rows that come out. Nothing here knows how pictures are read or embedded.
///
/// A `PictureItem` is one picture; folders, `TarArchive`s and `PictureList`s give them. A `RowFlow`
/// makes an `EmbeddedRow` of each, some at a time, and `EmbeddedParts` writes them. Compiled for
/// Java 17, because clusters run it that are older than the rest of Pictor.
@NullMarked
package dev.pictor.bulk;

import org.jspecify.annotations.NullMarked;

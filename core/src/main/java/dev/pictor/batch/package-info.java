/// Pictures embedded into files of rows, by this process and without a collection.
///
/// `BatchEmbedding` is a run on one machine; `PictureRows` makes the row of one picture, for that
/// run and for others.
@NullMarked
package dev.pictor.batch;

import org.jspecify.annotations.NullMarked;

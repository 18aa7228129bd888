/// Bytes to upright RGB pixels: formats, limits, orientation, exact resizing, thumbnails, EXIF.
@NullMarked
package dev.pictor.image;

import org.jspecify.annotations.NullMarked;

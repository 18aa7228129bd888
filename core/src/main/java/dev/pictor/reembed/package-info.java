/// New generations of collections with vectors of another model, made while the old one serves.
@NullMarked
package dev.pictor.reembed;

import org.jspecify.annotations.NullMarked;

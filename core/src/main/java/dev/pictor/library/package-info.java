/// Folders of photos kept in step with a collection.
@NullMarked
package dev.pictor.library;

import org.jspecify.annotations.NullMarked;

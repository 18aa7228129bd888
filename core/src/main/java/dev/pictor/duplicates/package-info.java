/// Pictures that are there more than once: found in three stages, reviewed, and moved to a trash
/// that gives them back.
@NullMarked
package dev.pictor.duplicates;

import org.jspecify.annotations.NullMarked;

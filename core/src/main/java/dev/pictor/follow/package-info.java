/// Copies of all collections of another server, kept up to date.
@NullMarked
package dev.pictor.follow;

import org.jspecify.annotations.NullMarked;

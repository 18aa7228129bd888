/// Collections from one store to another, verified.
@NullMarked
package dev.pictor.copy;

import org.jspecify.annotations.NullMarked;

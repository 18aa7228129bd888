@NullMarked
package dev.pictor.copy;

import org.jspecify.annotations.NullMarked;

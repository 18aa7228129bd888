/// Native libraries of other projects: out of their jars, onto the disk, once.
@NullMarked
package dev.pictor.natives;

import org.jspecify.annotations.NullMarked;

/// Dense vectors, their similarities, and vectors that know the model that made them.
@NullMarked
package dev.pictor.vector;

import org.jspecify.annotations.NullMarked;

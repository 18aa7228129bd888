/// What a machine can be expected to do with so many pictures.
@NullMarked
package dev.pictor.plan;

import org.jspecify.annotations.NullMarked;

/// Collections tagged as a whole: from stored vectors into metadata, and out to side-cars.
@NullMarked
package dev.pictor.tags;

import org.jspecify.annotations.NullMarked;

/// Collections as maps: what looks alike lies close together.
@NullMarked
package dev.pictor.map;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.pictor.map;

import org.jspecify.annotations.NullMarked;

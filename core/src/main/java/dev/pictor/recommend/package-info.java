/// Pictures for a taste: more like the liked ones, or something else for once.
@NullMarked
package dev.pictor.recommend;

import org.jspecify.annotations.NullMarked;

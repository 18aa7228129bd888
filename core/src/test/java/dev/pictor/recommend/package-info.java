@NullMarked
package dev.pictor.recommend;

import org.jspecify.annotations.NullMarked;

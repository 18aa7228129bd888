/// How well a collection answers queries whose right answers are known.
@NullMarked
package dev.pictor.eval;

import org.jspecify.annotations.NullMarked;

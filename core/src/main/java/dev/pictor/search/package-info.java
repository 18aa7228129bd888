/// One query of many parts against a collection, honest confidence, zero-shot tags.
@NullMarked
package dev.pictor.search;

import org.jspecify.annotations.NullMarked;

/// What a user sees of stored vectors: named collections with checks and a model binding.
@NullMarked
package dev.pictor.collection;

import org.jspecify.annotations.NullMarked;

/// Pictor's models and collections as Spring AI knows them.
@NullMarked
package dev.pictor.springai;

import org.jspecify.annotations.NullMarked;

/// Programs in other languages, for tests of what is published for them.
@NullMarked
package dev.pictor.clients;

import org.jspecify.annotations.NullMarked;

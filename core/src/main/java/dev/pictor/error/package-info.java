/// The one family of failures a caller may see, one case per reaction.
@NullMarked
package dev.pictor.error;

import org.jspecify.annotations.NullMarked;

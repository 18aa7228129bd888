/// Questions about pictures: the pictures that a vision model is shown, what it says, and the
/// answer that records alone give.
@NullMarked
package dev.pictor.answer;

import org.jspecify.annotations.NullMarked;

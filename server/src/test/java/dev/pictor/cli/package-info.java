/// The command line as a person and a script see it.
@NullMarked
package dev.pictor.cli;

import org.jspecify.annotations.NullMarked;

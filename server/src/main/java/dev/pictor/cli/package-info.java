/// The program `pictor`: commands that talk to a running server, or to one they start in their own
/// process.
@NullMarked
package dev.pictor.cli;

import org.jspecify.annotations.NullMarked;

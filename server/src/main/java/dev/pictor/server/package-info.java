/// Puts the server together: configuration, data folder, life cycle.
@NullMarked
package dev.pictor.server;

import org.jspecify.annotations.NullMarked;

/// The native API below `/api/v1`, as `docs/api.md` describes it.
@NullMarked
package dev.pictor.api;

import org.jspecify.annotations.NullMarked;

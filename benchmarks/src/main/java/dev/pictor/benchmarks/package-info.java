/// Measurements beside named peers. The scripts of `benchmarks/` run these classes.
@NullMarked
package dev.pictor.benchmarks;

import org.jspecify.annotations.NullMarked;

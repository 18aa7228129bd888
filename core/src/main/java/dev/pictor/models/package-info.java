/// Models of others: the ones that are known by name, how they come from a hub, and how their files
/// become bundles.
@NullMarked
package dev.pictor.models;

import org.jspecify.annotations.NullMarked;

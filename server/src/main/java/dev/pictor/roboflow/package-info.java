/// The CLIP part of Roboflow Inference's HTTP API.
@NullMarked
package dev.pictor.roboflow;

import org.jspecify.annotations.NullMarked;

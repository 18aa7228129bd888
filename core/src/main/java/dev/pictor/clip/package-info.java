/// Model bundles and what they compute: tokenizers, preprocessing, ONNX towers, batching, caches.
@NullMarked
package dev.pictor.clip;

import org.jspecify.annotations.NullMarked;

/// Models that other services run: another Pictor, a Roboflow server, or an endpoint that speaks
/// OpenAI's protocol for embeddings.
@NullMarked
package dev.pictor.endpoint;

import org.jspecify.annotations.NullMarked;

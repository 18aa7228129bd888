/// The client of vision models that speak OpenAI's protocol for chats: Ollama, vLLM, OpenAI and
/// others.
@NullMarked
package dev.pictor.vision;

import org.jspecify.annotations.NullMarked;

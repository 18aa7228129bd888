/// Texts to the token ids that a model was trained on: what is done to a text before, and the
/// tokenizers of CLIP, Chinese-CLIP and whatever brings a `tokenizer.json`.
@NullMarked
package dev.pictor.token;

import org.jspecify.annotations.NullMarked;

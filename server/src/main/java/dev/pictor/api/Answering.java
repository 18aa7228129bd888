package dev.pictor.api;

import dev.pictor.answer.VisionModel;
import dev.pictor.image.PictureDecoder;
import java.util.Optional;

/// How questions about pictures are answered.
///
/// @param model that looks at pictures, if there is one
/// @param pictures how many an answer is made from when a request does not say
/// @param mostPictures how many a request may ask for
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record Answering(
    PictureDecoder decoder, Optional<VisionModel> model, int pictures, int mostPictures) {}

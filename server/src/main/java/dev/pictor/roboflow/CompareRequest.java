package dev.pictor.roboflow;

import java.util.List;
import java.util.Optional;

/// @param labels of the prompts when they were sent as an object
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
record CompareRequest(ClipItem subject, List<ClipItem> prompts, Optional<List<String>> labels) {
  CompareRequest {
    prompts = List.copyOf(prompts);
    labels = labels.map(List::copyOf);
  }
}

package dev.pictor.answer;

import java.util.List;
import java.util.function.Consumer;

/// A model that looks at pictures and answers in words. Thread-safe.
public interface VisionModel {

  /// What a model is asked.
  ///
  /// @param instructions how to answer
  /// @param pictures in order
  /// @param question comes after the pictures
  record Request(String instructions, List<Shown> pictures, String question) {
    public Request {
      pictures = List.copyOf(pictures);
    }
  }

  /// A picture with what is known of it; the array is not to be changed.
  ///
  /// @param jpeg no longer than [Answerer#LONG_SIDE]
  @SuppressWarnings("ArrayRecordComponent")
  record Shown(String note, byte[] jpeg) {}

  /// Name of the model.
  String name();

  /// Asks, and hands over the answer piece by piece on the calling thread. What goes wrong is told
  /// by how it ends, after the pieces that came. An interrupt ends it early.
  Ending answer(Request request, Consumer<String> text);
}

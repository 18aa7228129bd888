package dev.pictor.reembed;

import dev.pictor.error.InvalidRequest;

/// A question that two generations are compared by: a text, or the picture of a record.
public sealed interface ComparedQuery {

  record ByText(String text) implements ComparedQuery {
    public ByText {
      requireSome("text", text);
    }
  }

  record ById(String id) implements ComparedQuery {
    public ById {
      requireSome("id", id);
    }
  }

  private static void requireSome(String what, String value) {
    if (value.isBlank()) {
      throw new InvalidRequest("queries: an empty %s (expected: some)".formatted(what));
    }
  }
}

package dev.pictor.duplicates;

import dev.pictor.error.ServiceException;
import dev.pictor.image.PictureDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Lays pictures over each other, each two once. Thread-safe.
final class Comparer {

  /// Some 50 kB each.
  private static final int KEPT = 400;

  private final Pictures pictures;
  private final PictureDecoder decoder;
  private final ScanMemory memory;

  private final Map<String, Overlay> overlays =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Overlay> eldest) {
          return size() > KEPT;
        }
      };

  Comparer(Pictures pictures, PictureDecoder decoder, ScanMemory memory) {
    this.pictures = pictures;
    this.decoder = decoder;
    this.memory = memory;
  }

  /// [Likeness#NONE] when one cannot be read.
  Likeness compare(Content a, Content b) {
    return memory
        .likeness(a.sha256(), b.sha256())
        .orElseGet(
            () -> {
              Optional<Overlay> one = overlay(a);
              Optional<Overlay> other = one.isEmpty() ? one : overlay(b);
              if (one.isEmpty() || other.isEmpty()) {
                return Likeness.NONE;
              }
              Likeness likeness = one.get().with(other.get());
              memory.putLikeness(a.sha256(), b.sha256(), likeness);
              return likeness;
            });
  }

  private Optional<Overlay> overlay(Content content) {
    synchronized (overlays) {
      Overlay kept = overlays.get(content.sha256());
      if (kept != null) {
        return Optional.of(kept);
      }
    }
    try {
      Overlay made =
          Overlay.of(decoder.decode(pictures.thumbnail(content.records().getFirst().id())));
      synchronized (overlays) {
        overlays.put(content.sha256(), made);
      }
      return Optional.of(made);
    } catch (ServiceException unreadable) {
      return Optional.empty();
    }
  }
}

package dev.pictor.image;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// JPEG and WebP through leptonica, which carries libjpeg-turbo and libwebp. Thread-safe.
///
/// Nothing else goes there: its readers of other formats are not safe on hostile files, so the
/// caller has read the header in Java first. Off with the system property `pictor.native=off`.
@SuppressWarnings("restricted") // native access is the point of this class
final class NativeDecoder {

  private static final System.Logger LOGGER = System.getLogger(NativeDecoder.class.getName());

  private static final int SILENT = 6;
  private static final int REFUSE_BAD_DATA = 0;
  private static final int NO_PALETTE = 0;

  private final MethodHandle readJpeg;
  private final MethodHandle readWebP;
  private final MethodHandle pixelData;
  private final MethodHandle wordsPerRow;
  private final MethodHandle width;
  private final MethodHandle height;
  private final MethodHandle depth;
  private final MethodHandle destroy;

  private NativeDecoder(SymbolLookup library) throws Throwable {
    FunctionDescriptor number = FunctionDescriptor.of(JAVA_INT, ADDRESS);
    readJpeg =
        bind(
            library,
            "pixReadMemJpeg",
            FunctionDescriptor.of(
                ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    readWebP = bind(library, "pixReadMemWebP", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    pixelData = bind(library, "pixGetData", FunctionDescriptor.of(ADDRESS, ADDRESS));
    wordsPerRow = bind(library, "pixGetWpl", number);
    width = bind(library, "pixGetWidth", number);
    height = bind(library, "pixGetHeight", number);
    depth = bind(library, "pixGetDepth", number);
    destroy = bind(library, "pixDestroy", FunctionDescriptor.ofVoid(ADDRESS));
    int before =
        (int)
            bind(library, "setMsgSeverity", FunctionDescriptor.of(JAVA_INT, JAVA_INT))
                .invokeExact(SILENT);
    LOGGER.log(Level.DEBUG, "native picture decoder loaded severity-before={0}", before);
  }

  private static final class Holder {
    static final Optional<NativeDecoder> LOADED = load();
  }

  /// The decoder, unless it is switched off or cannot be loaded here; then that is said once.
  static Optional<NativeDecoder> instance() {
    return "off".equals(System.getProperty("pictor.native")) ? Optional.empty() : Holder.LOADED;
  }

  /// The stored pixels, each side divided by `reduction` and rounded up.
  ///
  /// @param reduction 1, 2, 4 or 8
  /// @return empty when the library refuses the file
  Optional<Picture> jpeg(byte[] bytes, int reduction) {
    return read(
        bytes,
        file ->
            (MemorySegment)
                readJpeg.invokeExact(
                    file,
                    file.byteSize(),
                    NO_PALETTE,
                    reduction,
                    MemorySegment.NULL,
                    REFUSE_BAD_DATA));
  }

  /// @return empty when the library refuses the file
  Optional<Picture> webP(byte[] bytes) {
    return read(bytes, file -> (MemorySegment) readWebP.invokeExact(file, file.byteSize()));
  }

  @FunctionalInterface
  private interface Read {
    MemorySegment pix(MemorySegment file) throws Throwable;
  }

  private Optional<Picture> read(byte[] bytes, Read reader) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment file = arena.allocate(bytes.length);
      MemorySegment.copy(bytes, 0, file, JAVA_BYTE, 0, bytes.length);
      MemorySegment pix = reader.pix(file);
      if (pix.address() == 0) {
        return Optional.empty();
      }
      MemorySegment slot = arena.allocateFrom(ADDRESS, pix);
      try {
        return Optional.of(copy(pix));
      } finally {
        destroy.invokeExact(slot);
      }
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Picture copy(MemorySegment pix) throws Throwable {
    int columns = (int) width.invokeExact(pix);
    int rows = (int) height.invokeExact(pix);
    int stride = (int) wordsPerRow.invokeExact(pix);
    int bits = (int) depth.invokeExact(pix);
    if (bits != 8 && bits != 32) {
      throw new IllegalStateException("decoded depth: " + bits + " bits (expected: 8 or 32)");
    }
    MemorySegment data =
        ((MemorySegment) pixelData.invokeExact(pix)).reinterpret(4L * stride * rows);
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(columns, rows), 3)];
    int[] words = new int[stride];
    for (int y = 0; y < rows; y++) {
      MemorySegment.copy(data, JAVA_INT, 4L * stride * y, words, 0, stride);
      if (bits == 32) {
        colours(words, columns, rgb, y * columns * 3);
      } else {
        greys(words, columns, rgb, y * columns * 3);
      }
    }
    return new Picture(columns, rows, rgb);
  }

  /// Words are 0xRRGGBBAA.
  private static void colours(int[] words, int columns, byte[] rgb, int from) {
    int o = from;
    for (int x = 0; x < columns; x++, o += 3) {
      int word = words[x];
      rgb[o] = (byte) (word >> 24);
      rgb[o + 1] = (byte) (word >> 16);
      rgb[o + 2] = (byte) (word >> 8);
    }
  }

  /// Four pixels a word, the leftmost in the highest byte.
  private static void greys(int[] words, int columns, byte[] rgb, int from) {
    int o = from;
    for (int x = 0; x < columns; x++, o += 3) {
      byte grey = (byte) (words[x >> 2] >> (24 - 8 * (x & 3)));
      rgb[o] = grey;
      rgb[o + 1] = grey;
      rgb[o + 2] = grey;
    }
  }

  private static MethodHandle bind(
      SymbolLookup library, String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), descriptor);
  }

  // Whatever goes wrong here, another decoder does the same work more slowly.
  private static Optional<NativeDecoder> load() {
    try {
      return Optional.of(new NativeDecoder(LeptonicaLibrary.load()));
    } catch (VirtualMachineError fatal) {
      throw fatal;
    } catch (Throwable e) {
      return unavailable(e);
    }
  }

  private static Optional<NativeDecoder> unavailable(Throwable cause) {
    LOGGER.log(
        Level.WARNING,
        "the native picture decoder cannot be loaded; JPEG and WebP are decoded in Java, two to"
            + " five times slower reason=\"{0}\"",
        cause.toString());
    return Optional.empty();
  }
}

package dev.pictor.plan;

import dev.pictor.clip.Embedder;
import dev.pictor.vector.VectorKernels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import javax.imageio.ImageIO;

/// Measures a machine: encoding pictures and texts as indexing and searches do, and reading vectors
/// out of memory as a walk through a graph does. What else runs meanwhile counts against it.
public final class MachineProbe {

  /// Of the pictures that are encoded: 1920 × 1080, what phones and cameras send over the web.
  public static final double MEGAPIXELS = 2.1;

  private static final int WIDTH = 1920;
  private static final int HEIGHT = 1080;
  private static final long SEED = 7;
  // More than processors keep in their caches.
  private static final int TABLE_BYTES = 192 << 20;
  private static final int BATCH = 1000;
  private static final double PICTURES_SHARE = 0.6;
  private static final double TEXTS_SHARE = 0.2;

  private final Embedder embedder;
  private final Duration time;
  private final AtomicLong serial = new AtomicLong();

  /// @param time of all measurements together, at least a second
  public MachineProbe(Embedder embedder, Duration time) {
    this.embedder = embedder;
    this.time = time;
  }

  /// Takes the time it was given, and a little more to get ready.
  public MachineSpeed measure() {
    int cores = Runtime.getRuntime().availableProcessors();
    byte[] picture = picture();
    encode(picture, cores, Duration.ofMillis(500)); // compiles the code, loads the tower
    double pictures = encode(picture, cores, part(PICTURES_SHARE));
    Duration text = texts(part(TEXTS_SHARE));
    int dimension = embedder.model().dimension();
    double read = reads(dimension, part(1 - PICTURES_SHARE - TEXTS_SHARE));
    return new MachineSpeed(cores, memory(), resident(), dimension, pictures, text, read);
  }

  private Duration part(double share) {
    return Duration.ofNanos(Math.round(time.toNanos() * share));
  }

  /// Pictures a second while two wait for each core.
  private double encode(byte[] picture, int cores, Duration duration) {
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    AtomicLong done = new AtomicLong();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 2 * cores; i++) {
        all.add(
            callers.submit(
                () -> {
                  do {
                    Object _ = embedder.image(unseen(picture));
                    done.incrementAndGet();
                  } while (System.nanoTime() < end);
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("a picture of the probe was refused", e);
    }
    return done.get() / ((System.nanoTime() - start) / 1e9);
  }

  /// Bytes after the end of a JPEG change nothing but its checksum, by which vectors are kept.
  private byte[] unseen(byte[] picture) {
    byte[] copy = Arrays.copyOf(picture, picture.length + Long.BYTES);
    ByteBuffer.wrap(copy).putLong(picture.length, serial.incrementAndGet());
    return copy;
  }

  private Duration texts(Duration duration) {
    List<Long> nanos = new ArrayList<>();
    long end = System.nanoTime() + duration.toNanos();
    do {
      String text = "a photo of a small house beside a lake, number " + serial.incrementAndGet();
      long start = System.nanoTime();
      Object _ = embedder.text(text);
      nanos.add(System.nanoTime() - start);
    } while (System.nanoTime() < end);
    nanos.sort(null);
    return Duration.ofNanos(nanos.get(nanos.size() / 2));
  }

  private static double reads(int dimension, Duration duration) {
    RandomGenerator random = RandomGeneratorFactory.getDefault().create(SEED);
    float[][] table = new float[Math.max(1, TABLE_BYTES / (4 * dimension))][dimension];
    for (float[] each : table) {
      each[0] = 1;
    }
    float[] query = new float[dimension];
    Arrays.fill(query, 0.5f);
    float sum = 0;
    List<Long> batches = new ArrayList<>();
    long end = System.nanoTime() + duration.toNanos();
    do {
      long start = System.nanoTime();
      for (int i = 0; i < BATCH; i++) {
        sum += VectorKernels.dot(query, table[random.nextInt(table.length)]);
      }
      batches.add(System.nanoTime() - start);
    } while (System.nanoTime() < end);
    // The middle one: the first are not compiled yet, and others may have been interrupted.
    batches.sort(null);
    double nanos = (double) batches.get(batches.size() / 2) / BATCH;
    return sum < 0 ? Double.NaN : nanos; // the sum keeps the compiler from leaving out the work
  }

  private static byte[] picture() {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    RandomGenerator random = RandomGeneratorFactory.getDefault().create(SEED);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        double wave = Math.sin(x / 90.0) * Math.cos(y / 70.0);
        int grey = Math.clamp(Math.round(127 + 80 * wave + 10 * random.nextGaussian()), 0, 255);
        image.setRGB(x, y, grey << 16 | (255 - grey) << 8 | grey / 2);
      }
    }
    try {
      ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
      if (!ImageIO.write(image, "jpeg", jpeg)) {
        throw new IllegalStateException("this Java cannot write JPEG");
      }
      return jpeg.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Runtime.getRuntime().maxMemory();
  }

  /// Of this process; where the system does not say, the heap and as much again.
  private static long resident() {
    Path status = Path.of("/proc/self/status");
    try {
      if (Files.exists(status)) {
        for (String line : Files.readAllLines(status)) {
          if (line.startsWith("VmRSS:")) {
            return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
          }
        }
      }
    } catch (IOException | NumberFormatException untold) {
      // The estimate below will do.
    }
    return 2 * Runtime.getRuntime().totalMemory();
  }
}

package dev.pictor.search;

import dev.pictor.clip.Embedder;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.ModelFingerprint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where a model puts texts in general, of one [Writing].
///
/// @param centre mean of the unit vectors of everyday words
/// @param nothing unit vectors of texts that no photo shows: letters at random, abstract matters
record TextBackground(DenseVector centre, List<DenseVector> nothing) {

  private static final int VERSION = 1;

  /// Every so many of the words of a vocabulary; more move the centre by nothing that shows.
  private static final int STEP = 3;

  TextBackground {
    nothing = List.copyOf(nothing);
  }

  /// Encodes some 150 texts.
  static TextBackground encode(Embedder embedder, Writing writing) {
    List<Vocabulary.Entry> words = Vocabulary.bundled(writing.language()).entries();
    List<String> everyday = new ArrayList<>();
    for (int i = 0; i < words.size(); i += STEP) {
      everyday.add(words.get(i).tag());
    }
    DenseVector sum = units(embedder, everyday).stream().reduce(DenseVector::plus).orElseThrow();
    return new TextBackground(sum.times(1.0 / everyday.size()), units(embedder, nothing(writing)));
  }

  private static List<DenseVector> units(Embedder embedder, List<String> texts) {
    return texts.parallelStream()
        .map(text -> embedder.text(text).embedding().vector().normalized())
        .toList();
  }

  private static List<String> nothing(Writing writing) {
    String resource = "nothing-" + writing.language() + ".txt";
    try (InputStream in = TextBackground.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] toBytes(ModelFingerprint model) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(VERSION);
      out.writeUTF(model.hex());
      out.writeInt(centre.dimension());
      out.writeInt(nothing.size());
      write(out, centre);
      for (DenseVector each : nothing) {
        write(out, each);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /// Empty when the bytes are damaged, of another version or of another model: they can be made
  /// again.
  static Optional<TextBackground> ofBytes(byte[] bytes, ModelFingerprint model) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != VERSION || !in.readUTF().equals(model.hex())) {
        return Optional.empty();
      }
      int dimension = in.readInt();
      int count = in.readInt();
      if (dimension < 1 || count < 2 || in.available() != 4L * dimension * (count + 1)) {
        return Optional.empty();
      }
      DenseVector centre = read(in, dimension);
      List<DenseVector> nothing = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        nothing.add(read(in, dimension));
      }
      return Optional.of(new TextBackground(centre, nothing));
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }

  private static void write(DataOutputStream out, DenseVector vector) throws IOException {
    for (float each : vector.shared()) {
      out.writeFloat(each);
    }
  }

  private static DenseVector read(DataInputStream in, int dimension) throws IOException {
    float[] values = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      values[i] = in.readFloat();
    }
    return DenseVector.wrap(values);
  }
}

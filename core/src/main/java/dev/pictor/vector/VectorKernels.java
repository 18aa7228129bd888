package dev.pictor.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Sums over float arrays and unsigned bytes of equal length, by the widest SIMD of the machine.
/// Thread-safe, allocation free. On one machine the same arrays always give the same bits.
///
/// The only class that uses the Vector API; [ScalarKernels] is its plain twin, and takes over, at a
/// third to a tenth of the speed, in a JVM that was started without `--add-modules
/// jdk.incubator.vector`.
public final class VectorKernels {

  private static final boolean SIMD =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  private VectorKernels() {}

  /// Whether SIMD is used; false when the JVM was started without `jdk.incubator.vector`.
  public static boolean simd() {
    return SIMD;
  }

  /// Sum of `a[i] * b[i]`.
  public static float dot(float[] a, float[] b) {
    return SIMD ? Simd.dot(a, b) : ScalarKernels.dot(a, b);
  }

  /// Sum of `(a[i] - b[i])²`.
  public static float squaredDistance(float[] a, float[] b) {
    return SIMD ? Simd.squaredDistance(a, b) : ScalarKernels.squaredDistance(a, b);
  }

  /// Sum of `a[i] * bytes[offset + i]`, bytes from 0 to 255.
  public static float dotUnsigned(float[] a, MemorySegment bytes, long offset) {
    return SIMD ? Simd.dotUnsigned(a, bytes, offset) : ScalarKernels.dotUnsigned(a, bytes, offset);
  }

  /// The sums of [#dotUnsigned] for four offsets at once: a core that waits for the memory of one
  /// asks for that of the others meanwhile.
  ///
  /// @param offsets [4]
  /// @param sums [4], filled
  public static void dotUnsigned(float[] a, MemorySegment bytes, long[] offsets, float[] sums) {
    if (SIMD) {
      Simd.dotUnsigned(a, bytes, offsets, sums);
    } else {
      for (int i = 0; i < 4; i++) {
        sums[i] = ScalarKernels.dotUnsigned(a, bytes, offsets[i]);
      }
    }
  }

  /// Writes `lower + step * bytes[offset + i]`, bytes from 0 to 255, to all of `values`.
  public static void expandUnsigned(
      MemorySegment bytes, long offset, float lower, float step, float[] values) {
    if (SIMD) {
      Simd.expandUnsigned(bytes, offset, lower, step, values);
    } else {
      ScalarKernels.expandUnsigned(bytes, offset, lower, step, values);
    }
  }

  /// Sum of the 4-bit numbers at the places where a code has a one.
  ///
  /// @param planes of 4 times `words` longs: the lowest bits of all numbers, then the next ones
  /// @param codes of which one begins at `offset` and is so many `words` long
  public static int dotBits(long[] planes, long[] codes, int offset, int words) {
    return SIMD
        ? Simd.dotBits(planes, codes, offset, words)
        : ScalarKernels.dotBits(planes, codes, offset, 0, words);
  }

  /// Apart, so that its static state is loaded only where the module is.
  private static final class Simd {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    // As many bytes as there are lanes, or the fewest that can be loaded.
    private static final VectorSpecies<Byte> BYTES =
        VectorSpecies.of(
            byte.class, VectorShape.forBitSize(Math.max(Long.SIZE, LANES * Byte.SIZE)));
    private static final VectorSpecies<Integer> INTS = SPECIES.withLanes(int.class);
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final int PARTS = BYTES.length() / LANES;
    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private Simd() {}

    // Four sums, because one fused multiply-add takes four cycles and a core starts two in each.
    static float dot(float[] a, float[] b) {
      FloatVector sum0 = FloatVector.zero(SPECIES);
      FloatVector sum1 = sum0;
      FloatVector sum2 = sum0;
      FloatVector sum3 = sum0;
      int i = 0;
      for (int end = a.length - 4 * LANES; i <= end; i += 4 * LANES) {
        sum0 = at(a, i).fma(at(b, i), sum0);
        sum1 = at(a, i + LANES).fma(at(b, i + LANES), sum1);
        sum2 = at(a, i + 2 * LANES).fma(at(b, i + 2 * LANES), sum2);
        sum3 = at(a, i + 3 * LANES).fma(at(b, i + 3 * LANES), sum3);
      }
      for (int end = a.length - LANES; i <= end; i += LANES) {
        sum0 = at(a, i).fma(at(b, i), sum0);
      }
      float sum = sumOfLanes(sum0.add(sum1).add(sum2.add(sum3)));
      for (; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }

    static float dotUnsigned(float[] a, MemorySegment bytes, long offset) {
      FloatVector sum0 = FloatVector.zero(SPECIES);
      FloatVector sum1 = sum0;
      int i = 0;
      for (int end = a.length - 2 * BYTES.length(); i <= end; i += 2 * BYTES.length()) {
        sum0 = plusProducts(sum0, a, i, bytes, offset + i);
        sum1 = plusProducts(sum1, a, i + BYTES.length(), bytes, offset + i + BYTES.length());
      }
      float sum = sumOfLanes(sum0.add(sum1));
      for (; i < a.length; i++) {
        sum += a[i] * ScalarKernels.unsigned(bytes, offset + i);
      }
      return sum;
    }

    static void dotUnsigned(float[] a, MemorySegment bytes, long[] offsets, float[] sums) {
      FloatVector sum0 = FloatVector.zero(SPECIES);
      FloatVector sum1 = sum0;
      FloatVector sum2 = sum0;
      FloatVector sum3 = sum0;
      long offset0 = offsets[0];
      long offset1 = offsets[1];
      long offset2 = offsets[2];
      long offset3 = offsets[3];
      int i = 0;
      for (int end = a.length - BYTES.length(); i <= end; i += BYTES.length()) {
        sum0 = plusProducts(sum0, a, i, bytes, offset0 + i);
        sum1 = plusProducts(sum1, a, i, bytes, offset1 + i);
        sum2 = plusProducts(sum2, a, i, bytes, offset2 + i);
        sum3 = plusProducts(sum3, a, i, bytes, offset3 + i);
      }
      sums[0] = sumOfLanes(sum0);
      sums[1] = sumOfLanes(sum1);
      sums[2] = sumOfLanes(sum2);
      sums[3] = sumOfLanes(sum3);
      for (; i < a.length; i++) {
        for (int row = 0; row < 4; row++) {
          sums[row] += a[i] * ScalarKernels.unsigned(bytes, offsets[row] + i);
        }
      }
    }

    static void expandUnsigned(
        MemorySegment bytes, long offset, float lower, float step, float[] values) {
      FloatVector lowers = FloatVector.broadcast(SPECIES, lower);
      FloatVector steps = FloatVector.broadcast(SPECIES, step);
      int i = 0;
      for (int end = values.length - BYTES.length(); i <= end; i += BYTES.length()) {
        ByteVector unsigned = bytesAt(bytes, offset + i);
        for (int part = 0; part < PARTS; part++) {
          steps.fma(floats(unsigned, part), lowers).intoArray(values, i + part * LANES);
        }
      }
      for (; i < values.length; i++) {
        values[i] = Math.fma(step, ScalarKernels.unsigned(bytes, offset + i), lower);
      }
    }

    static int dotBits(long[] planes, long[] codes, int offset, int words) {
      LongVector sums = LongVector.zero(LONGS);
      int i = 0;
      for (int end = words - LONGS.length(); i <= end; i += LONGS.length()) {
        LongVector code = LongVector.fromArray(LONGS, codes, offset + i);
        LongVector ones = onesAt(planes, 3 * words + i, code);
        ones = ones.add(ones).add(onesAt(planes, 2 * words + i, code));
        ones = ones.add(ones).add(onesAt(planes, words + i, code));
        sums = sums.add(ones).add(ones).add(onesAt(planes, i, code));
      }
      int rest = i < words ? ScalarKernels.dotBits(planes, codes, offset, i, words) : 0;
      return (int) sums.reduceLanes(VectorOperators.ADD) + rest;
    }

    private static LongVector onesAt(long[] planes, int i, LongVector code) {
      return LongVector.fromArray(LONGS, planes, i).and(code).lanewise(VectorOperators.BIT_COUNT);
    }

    private static FloatVector plusProducts(
        FloatVector sum, float[] a, int i, MemorySegment bytes, long offset) {
      ByteVector unsigned = bytesAt(bytes, offset);
      FloatVector sums = sum;
      for (int part = 0; part < PARTS; part++) {
        sums = at(a, i + part * LANES).fma(floats(unsigned, part), sums);
      }
      return sums;
    }

    private static ByteVector bytesAt(MemorySegment bytes, long offset) {
      return ByteVector.fromMemorySegment(BYTES, bytes, offset, ByteOrder.LITTLE_ENDIAN);
    }

    private static Vector<Float> floats(ByteVector unsigned, int part) {
      return unsigned
          .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, part)
          .convert(VectorOperators.I2F, 0);
    }

    static float squaredDistance(float[] a, float[] b) {
      FloatVector sum0 = FloatVector.zero(SPECIES);
      FloatVector sum1 = sum0;
      FloatVector sum2 = sum0;
      FloatVector sum3 = sum0;
      int i = 0;
      for (int end = a.length - 4 * LANES; i <= end; i += 4 * LANES) {
        sum0 = squared(at(a, i).sub(at(b, i)), sum0);
        sum1 = squared(at(a, i + LANES).sub(at(b, i + LANES)), sum1);
        sum2 = squared(at(a, i + 2 * LANES).sub(at(b, i + 2 * LANES)), sum2);
        sum3 = squared(at(a, i + 3 * LANES).sub(at(b, i + 3 * LANES)), sum3);
      }
      for (int end = a.length - LANES; i <= end; i += LANES) {
        sum0 = squared(at(a, i).sub(at(b, i)), sum0);
      }
      float sum = sumOfLanes(sum0.add(sum1).add(sum2.add(sum3)));
      for (; i < a.length; i++) {
        float difference = a[i] - b[i];
        sum += difference * difference;
      }
      return sum;
    }

    // The library's own reduction adds in an order that changes once it is compiled, and with it
    // the
    // last bit of a score. This one folds the vector in halves, always.
    private static float sumOfLanes(FloatVector sums) {
      FloatVector folded = sums;
      if (LANES >= 16) {
        folded = folded.add(folded.rearrange(BY_8));
      }
      if (LANES >= 8) {
        folded = folded.add(folded.rearrange(BY_4));
      }
      if (LANES >= 4) {
        folded = folded.add(folded.rearrange(BY_2));
      }
      if (LANES >= 2) {
        folded = folded.add(folded.rearrange(BY_1));
      }
      return folded.lane(0);
    }

    private static VectorShuffle<Float> rotation(int lanes) {
      return VectorShuffle.iota(SPECIES, lanes, 1, true);
    }

    private static FloatVector at(float[] values, int offset) {
      return FloatVector.fromArray(SPECIES, values, offset);
    }

    private static FloatVector squared(FloatVector difference, FloatVector sum) {
      return difference.fma(difference, sum);
    }
  }
}

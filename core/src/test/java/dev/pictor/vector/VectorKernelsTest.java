package dev.pictor.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorKernelsTest {

  @Test
  void simdAgreesWithItsScalarTwinAtEveryLength() {
    assertThat(VectorKernels.simd()).isTrue();
    long seed = Long.getLong("pictor.seed", System.nanoTime());
    System.out.println("pictor.seed=" + seed);
    Random random = new Random(seed);
    for (int length = 1; length <= 300; length++) {
      float[] a = positive(random, length);
      float[] b = positive(random, length);
      assertClose(VectorKernels.dot(a, b), ScalarKernels.dot(a, b));
      assertClose(VectorKernels.squaredDistance(a, b), ScalarKernels.squaredDistance(a, b));
    }
  }

  @Test
  void unsignedBytesAgreeWithTheScalarTwinAtEveryLengthAndPlace() {
    Random random = new Random(11);
    byte[] bytes = new byte[2000];
    random.nextBytes(bytes);
    MemorySegment memory = MemorySegment.ofArray(bytes);
    for (int length = 1; length <= 300; length++) {
      float[] a = positive(random, length);
      long[] offsets = {0, 1, random.nextInt(1000), bytes.length - length};
      float[] sums = new float[4];
      VectorKernels.dotUnsigned(a, memory, offsets, sums);
      float[] values = new float[length];
      float[] expected = new float[length];
      for (int row = 0; row < 4; row++) {
        float sum = ScalarKernels.dotUnsigned(a, memory, offsets[row]);
        assertClose(VectorKernels.dotUnsigned(a, memory, offsets[row]), sum);
        assertClose(sums[row], sum);
        VectorKernels.expandUnsigned(memory, offsets[row], -0.5f, 0.01f, values);
        ScalarKernels.expandUnsigned(memory, offsets[row], -0.5f, 0.01f, expected);
        assertThat(values).containsExactly(expected);
      }
    }
  }

  @Test
  void bitsAgreeWithTheScalarTwinAtEveryLength() {
    Random random = new Random(12);
    for (int words = 1; words <= 40; words++) {
      long[] planes = random.longs(4L * words).toArray();
      long[] codes = random.longs(3L * words).toArray();
      int sum = VectorKernels.dotBits(planes, codes, 2 * words, words);
      assertThat(sum).isEqualTo(ScalarKernels.dotBits(planes, codes, 2 * words, 0, words));
    }
  }

  @Test
  void planesHoldTheBitsOfEachNumber() {
    long[] planes = {0b01, 0b10, 0b10, 0b11}; // 9 and 14
    assertThat(VectorKernels.dotBits(planes, new long[] {0b01}, 0, 1)).isEqualTo(9);
    assertThat(VectorKernels.dotBits(planes, new long[] {0b11}, 0, 1)).isEqualTo(23);
  }

  @Test
  void bytesAreUnsigned() {
    MemorySegment memory = MemorySegment.ofArray(new byte[] {(byte) 255, (byte) 128, 127, 0});
    float[] a = {1, 10, 100, 1000};
    assertThat(VectorKernels.dotUnsigned(a, memory, 0)).isEqualTo(255 + 1280 + 12_700);
  }

  /// Enough calls that interpreted, half and fully compiled code take turns.
  @Test
  void compilingChangesNoBit() {
    Random random = new Random(7);
    float[] a = positive(random, 509);
    float[] b = positive(random, 509);
    float dot = VectorKernels.dot(a, b);
    float distance = VectorKernels.squaredDistance(a, b);
    for (int call = 0; call < 50_000; call++) {
      assertThat(VectorKernels.dot(a, b) == dot).as("dot, call %d", call).isTrue();
      assertThat(VectorKernels.squaredDistance(a, b) == distance)
          .as("distance, call %d", call)
          .isTrue();
    }
  }

  // Without cancellation the error is relative to the sum itself.
  private static float[] positive(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat() + 0.01f;
    }
    return values;
  }

  private static void assertClose(float actual, float expected) {
    assertThat(actual).isCloseTo(expected, within(Math.abs(expected) * 1e-5f + 1e-12f));
  }
}

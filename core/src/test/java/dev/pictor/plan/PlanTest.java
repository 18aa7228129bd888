package dev.pictor.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTest {

  /// The machines of `PERFORMANCE.md`.
  private static final MachineSpeed SPEED =
      new MachineSpeed(2, 24L << 30, 500L << 20, 512, 40, Duration.ofMillis(3), 230);

  @Test
  void agreesWithTheMillionThatWasMeasured() {
    Plan plan = Plan.of(SPEED, 1_000_000, Optional.empty());

    assertThat(plan.indexing()).isEqualTo(Duration.ofSeconds(25_000));
    Plan.Choice exact = plan.choices().getFirst();
    assertThat(exact.precision()).isEqualTo("float32");
    // 2,184 bytes of vector and links, and what is known of a photo
    assertThat(exact.disk()).isBetween(2_184_000_000L, 3_500_000_000L);
    assertThat(exact.search()).isBetween(Duration.ofMillis(9), Duration.ofMillis(12));
    assertThat(plan.advice()).hasValue(exact);
  }

  @Test
  void advisesEightBitsWhenTheExactNumbersDoNotFitAndNothingWhenNeitherDoes() {
    assertThat(Plan.of(SPEED, 2_000_000, Optional.of(4L << 30)).advice())
        .hasValueSatisfying(advice -> assertThat(advice.precision()).isEqualTo("int8"));
    assertThat(Plan.of(SPEED, 2_000_000, Optional.of(1L << 30)).advice()).isEmpty();
    assertThat(Plan.of(SPEED, 1, Optional.of(4L << 30)).advice())
        .hasValueSatisfying(advice -> assertThat(advice.precision()).isEqualTo("float32"));
  }

  @Test
  void refusesNoPicturesAndNoMemory() {
    assertThatThrownBy(() -> Plan.of(SPEED, 0, Optional.empty()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("pictures: 0 (expected: 1 to");
    assertThatThrownBy(() -> Plan.of(SPEED, 5, Optional.of(0L)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("memory: 0");
  }
}

package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pictor.vector.Similarity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdaptiveWalkTest {

  private static final float NOTHING = Float.NEGATIVE_INFINITY;

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void scoresAndNearnessTurnIntoEachOtherInOneOrder(Similarity similarity) {
    float last = Float.NEGATIVE_INFINITY;
    for (float nearness = -1; nearness <= 0; nearness += 0.01f) {
      float score = AdaptiveWalk.score(similarity, nearness);
      assertThat(score).isGreaterThan(last);
      assertThat(AdaptiveWalk.nearness(similarity, score)).isCloseTo(nearness, within(1e-5f));
      last = score;
    }
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void marginIsAShareOfTheWayFromTheWorstMatchToAnAverageRecord(Similarity similarity) {
    AdaptiveWalk walk = new AdaptiveWalk(2, Integer.MAX_VALUE, similarity, 0.25f, -0.9f, NOTHING);
    assertThat(walk.minCompetitiveSimilarity()).isEqualTo(Float.NEGATIVE_INFINITY);
    walk.collect(1, AdaptiveWalk.score(similarity, -0.1f));
    assertThat(walk.minCompetitiveSimilarity()).isEqualTo(Float.NEGATIVE_INFINITY);
    walk.collect(2, AdaptiveWalk.score(similarity, -0.5f));
    assertThat(AdaptiveWalk.nearness(similarity, walk.minCompetitiveSimilarity()))
        .isCloseTo(-0.6f, within(1e-5f));
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void matchesWorseThanAnAverageRecordLeaveNoMargin(Similarity similarity) {
    AdaptiveWalk walk = new AdaptiveWalk(1, Integer.MAX_VALUE, similarity, 0.25f, -0.2f, NOTHING);
    walk.collect(1, AdaptiveWalk.score(similarity, -0.5f));
    assertThat(AdaptiveWalk.nearness(similarity, walk.minCompetitiveSimilarity()))
        .isCloseTo(-0.5f, within(1e-5f));
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void whatOtherSegmentsHaveCountsOnceSomethingNearerIsMet(Similarity similarity) {
    AdaptiveWalk walk = new AdaptiveWalk(2, Integer.MAX_VALUE, similarity, 0.25f, -0.9f, -0.3f);
    walk.collect(1, AdaptiveWalk.score(similarity, -0.5f));
    walk.collect(2, AdaptiveWalk.score(similarity, -0.7f));
    // It got no nearer than -0.5 so far.
    assertThat(AdaptiveWalk.nearness(similarity, walk.minCompetitiveSimilarity()))
        .isCloseTo(-0.6f, within(1e-5f));
    walk.collect(3, AdaptiveWalk.score(similarity, -0.1f));
    // Its own worst is -0.5, that of the others -0.3.
    assertThat(AdaptiveWalk.nearness(similarity, walk.minCompetitiveSimilarity()))
        .isCloseTo(-0.45f, within(1e-5f));
  }
}

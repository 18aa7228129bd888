package dev.pictor.reembed;

import dev.pictor.error.Conflict;
import dev.pictor.reembed.ReembedProgress.Phase;
import dev.pictor.reembed.Reembedding.Goal;
import dev.pictor.store.ChangeFeed;
import dev.pictor.store.RecordKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// One run: goes through all records, follows what is written meanwhile, and switches when that is
/// the goal. Belongs to the thread of the run.
final class ReembedRun {

  /// What may be left for a switch, during which writers wait.
  private static final int FEW = 64;

  /// How often it is tried to get there before writers wait for more.
  private static final int PATIENCE = 30;

  private static final int NAMED = 5;

  private final Reembedding reembedding;
  private final Goal goal;
  private final GenerationBuild build;
  private final ChangeFeed feed;

  /// @param feed of the serving generation, from before `build` looks at it
  ReembedRun(Reembedding reembedding, Goal goal, GenerationBuild build, ChangeFeed feed) {
    this.reembedding = reembedding;
    this.goal = goal;
    this.build = build;
    this.feed = feed;
  }

  private boolean stopping() {
    return reembedding.isStopping();
  }

  ReembedProgress run(BuildMeter meter) {
    build.all();
    meter.enter(Phase.CATCHING_UP);
    catchUp();
    boolean switched = goal != Goal.BUILD && switchOver();
    Phase incomplete = stopping() ? Phase.INTERRUPTED : Phase.READY;
    meter.enter(switched ? Phase.SWITCHED : incomplete);
    return meter.snapshot();
  }

  /// Until nothing is left, or so little that a switch can do it.
  private void catchUp() {
    for (int round = 0; round < PATIENCE && !stopping(); round++) {
      ChangeFeed.Changes changes = feed.take();
      if (changes.isEmpty()) {
        return;
      }
      carryOver(changes);
    }
  }

  private void carryOver(ChangeFeed.Changes changes) {
    if (changes.more()) {
      build.all();
    } else if (!changes.isEmpty()) {
      build.only(changes.keys());
    }
  }

  private boolean switchOver() {
    boolean switched = false;
    for (int attempt = 1; !switched && !stopping(); attempt++) {
      requireComplete(build.missing());
      boolean insist = attempt > PATIENCE;
      switched =
          reembedding.generations().switchOver(reembedding.name(), () -> whileWritersWait(insist));
      if (!switched) {
        catchUp();
      }
    }
    return switched;
  }

  /// Carries over the last few changes, or more of them when writers are faster than that.
  private boolean whileWritersWait(boolean insist) {
    ChangeFeed.Changes late = feed.look();
    boolean many = late.more() || late.keys().size() > FEW;
    if (stopping() || (many && !insist)) {
      return false;
    }
    carryOver(feed.take());
    if (stopping()) {
      return false;
    }
    List<MissingRecord> missing = build.missing();
    requireComplete(missing);
    rememberLeftOut(missing);
    return true;
  }

  private void requireComplete(List<MissingRecord> missing) {
    if (!missing.isEmpty() && !reembedding.settings().allowMissing()) {
      throw new Conflict(
          "reembed: %d records of %s cannot be embedded anew: %s (expected: none). Mend them, or leave them out: --allow-missing. They stay in the previous generation until that is discarded."
              .formatted(
                  missing.size(),
                  reembedding.name(),
                  missing.stream()
                      .limit(NAMED)
                      .map(each -> each.key().id() + " (" + each.why().sentence() + ")")
                      .toList()));
    }
  }

  /// Kept before the switch: a crash between may leave too many of them, never too few.
  private void rememberLeftOut(List<MissingRecord> missing) {
    Set<RecordKey> now = missing.stream().map(MissingRecord::key).collect(Collectors.toSet());
    ReembedSettings _ =
        reembedding.configure(
            old -> {
              Set<RecordKey> all = new HashSet<>(now);
              if (goal == Goal.ROLLBACK) {
                all.addAll(old.leftOut());
              }
              return old.withLeftOut(all).withAutoSwitch(false);
            });
  }
}

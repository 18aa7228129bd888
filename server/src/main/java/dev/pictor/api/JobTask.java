package dev.pictor.api;

import dev.pictor.library.PhotoLibrary;
import dev.pictor.library.Scope;
import java.util.function.Consumer;

/// What a job runs on its thread.
interface JobTask {

  /// @param listener is told how far it is
  /// @return how far it was at the end
  Job.Work run(Consumer<Job.Work> listener);

  /// Asks it to stop soon; what is done stays.
  void interrupt();

  /// Brings a library in step with its folders.
  static JobTask indexing(PhotoLibrary library, Scope scope) {
    return new JobTask() {
      @Override
      public Job.Work run(Consumer<Job.Work> listener) {
        return new Job.Work.Indexing(
            library.index(scope, progress -> listener.accept(new Job.Work.Indexing(progress))));
      }

      @Override
      public void interrupt() {
        library.interrupt();
      }
    };
  }
}

package dev.pictor.api;

import dev.pictor.clip.Embedder;
import dev.pictor.collection.VectorCollection;
import dev.pictor.library.PhotoLibrary;
import dev.pictor.library.Scope;
import dev.pictor.search.Vocabulary;
import dev.pictor.tags.TaggingRun;
import java.util.function.Consumer;

/// What a job runs on its thread.
interface JobTask {

  /// @param listener is told how far it is
  /// @return how far it was at the end
  Job.Work run(Consumer<Job.Work> listener);

  /// Asks it to stop soon; what is done stays.
  void interrupt();

  /// Gives the records of a collection the tags of a vocabulary.
  static JobTask tagging(
      VectorCollection collection, String namespace, Embedder embedder, Vocabulary vocabulary) {
    TaggingRun run = new TaggingRun(collection, namespace, embedder, vocabulary);
    return new JobTask() {
      @Override
      public Job.Work run(Consumer<Job.Work> listener) {
        return new Job.Work.Tagging(
            run.run(progress -> listener.accept(new Job.Work.Tagging(progress))));
      }

      @Override
      public void interrupt() {
        run.interrupt();
      }
    };
  }

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

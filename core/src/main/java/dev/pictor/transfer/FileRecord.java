package dev.pictor.transfer;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.SparseVector;
import dev.pictor.vector.VectorValues;
import java.util.Optional;

/// The parts of a record as a file has them; numbers are finite. Not to be changed.
///
/// @param metadata as JSON
@SuppressWarnings({"OptionalUsedAsFieldOrParameterType", "ArrayRecordComponent"})
public record FileRecord(
    String id,
    Optional<String> namespace,
    Optional<float[]> values,
    Optional<SparseNumbers> sparse,
    Optional<String> metadata) {

  /// @param indices the bits of unsigned numbers
  @SuppressWarnings("ArrayRecordComponent")
  public record SparseNumbers(int[] indices, float[] values) {}

  /// These parts as a record.
  ///
  /// @throws InvalidRequest naming the part that is wrong
  VectorRecord record() {
    return new VectorRecord(
        id,
        vector(
            values.filter(each -> each.length > 0).map(DenseVector::wrap),
            sparse.map(each -> SparseVector.copyOf(each.indices(), each.values()))),
        metadata.map(RecordJson::metadata).orElse(Metadata.empty()));
  }

  /// @throws InvalidRequest when there is neither
  static VectorValues vector(Optional<DenseVector> dense, Optional<SparseVector> sparse) {
    if (dense.isPresent()) {
      return sparse
          .map(numbers -> VectorValues.of(dense.get(), numbers))
          .orElseGet(() -> VectorValues.of(dense.get()));
    }
    return sparse
        .map(VectorValues::of)
        .orElseThrow(
            () -> new InvalidRequest("values: none (expected: numbers, or sparse values)"));
  }
}

package dev.pictor.remotepinecone;

import dev.pictor.error.ServiceException;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VerifyReport;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Looks at every record of a collection. Used by one thread.
final class Verification {

  private final CollectionSpec spec;
  private final SortedMap<String, Long> namespaces = new TreeMap<>();
  private final List<VerifyReport.Problem> problems = new ArrayList<>();
  private long records;
  private long bytes;

  Verification(CollectionSpec spec) {
    this.spec = spec;
  }

  void add(String namespace, VectorRecord record) {
    records++;
    bytes += WireRecords.of(record).getSerializedSize();
    namespaces.merge(namespace, 1L, Long::sum);
    try {
      WireRecords.require(spec, record);
    } catch (ServiceException e) {
      if (problems.size() < VerifyReport.MOST_PROBLEMS) {
        problems.add(new VerifyReport.Problem(spec.name(), e.reason()));
      }
    }
  }

  VerifyReport report() {
    return new VerifyReport(spec.name(), 0, bytes, 1, records, namespaces, problems);
  }
}

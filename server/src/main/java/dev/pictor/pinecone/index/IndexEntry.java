package dev.pictor.pinecone.index;

/// What is kept of an index beside its collection.
///
/// @param port of its own, taken again while it is free; 0 when none was ever opened
public record IndexEntry(int port, Deployment deployment, ReadCapacity readCapacity) {

  /// Of a collection that came by another way.
  static IndexEntry standard() {
    return new IndexEntry(0, Deployment.standard(), new ReadCapacity.OnDemand());
  }

  IndexEntry withPort(int changed) {
    return new IndexEntry(changed, deployment, readCapacity);
  }

  public IndexEntry withDeployment(Deployment changed) {
    return new IndexEntry(port, changed, readCapacity);
  }

  public IndexEntry withReadCapacity(ReadCapacity changed) {
    return new IndexEntry(port, deployment, changed);
  }
}

package dev.pictor.pinecone.index;

import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.pinecone.index.PortOpener.OpenPort;
import dev.pictor.store.CollectionSettings;
import dev.pictor.store.CollectionSpec;
import dev.pictor.vector.ModelFingerprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The collections of a server as indexes, each with a port of its own unless the opener of ports
/// has them share one. Thread-safe.
///
/// Every collection is an index, whoever made it. Its port opens at the start of the server, when
/// the index is created, or when a client first asks for it; the number is kept and taken again
/// while it is free.
public final class Indexes implements AutoCloseable {

  /// What indexes stand on.
  ///
  /// @param file of the entries
  /// @param firstPort from which on ports are tried; 0 takes free ones
  /// @param removal ends a collection with all that belongs to it
  public record Parts(
      CollectionCatalog catalog,
      Path file,
      PortOpener opener,
      int firstPort,
      Consumer<String> removal) {}

  private static final System.Logger LOG = System.getLogger(Indexes.class.getName());
  private static final int LAST_PORT = 65_535;

  private final Parts parts;
  private final IndexRegistry registry;
  private final Map<String, OpenPort> open = new TreeMap<>();
  private final Set<String> inTheMaking = new HashSet<>();
  private Consumer<UUID> goneListener = _ -> {};
  private boolean closed;

  private Indexes(Parts parts) {
    this.parts = parts;
    this.registry = IndexRegistry.open(parts.file());
  }

  /// No port is open before [#list] is asked for the first time.
  ///
  /// @throws dev.pictor.error.CorruptStore when the file of entries cannot be read
  public static Indexes open(Parts parts) {
    Indexes indexes = new Indexes(parts);
    parts.catalog().onDelete(indexes::forget);
    return indexes;
  }

  /// All indexes by name.
  public synchronized List<Index> list() {
    List<Index> list = new ArrayList<>();
    for (VectorCollection each : parts.catalog().list()) {
      list.add(opened(each));
    }
    return list;
  }

  /// Whether shards and replicas of indexes are on several machines.
  public boolean isDistributed() {
    return parts.catalog().isDistributed();
  }

  /// The field of records whose text this server makes vectors of; empty when it makes none.
  public synchronized Optional<String> textField(String name) {
    return registry
        .find(name)
        .map(IndexEntry::vectors)
        .filter(VectorSource.Integrated.class::isInstance)
        .map(source -> ((VectorSource.Integrated) source).fieldMap().get("text"));
  }

  /// @throws NotFound when there is none
  public synchronized Index get(String name) {
    return opened(parts.catalog().find(name).orElseThrow(() -> unknown(name)));
  }

  /// @throws Conflict when the name is taken
  public Index create(CollectionSpec spec, IndexEntry entry) {
    CollectionSpec made = spec.withSettings(distributed(spec.settings(), entry));
    return create(spec.name(), entry, () -> parts.catalog().create(made));
  }

  /// With what the client asked for of pods, for a store that has several machines.
  private static CollectionSettings distributed(CollectionSettings settings, IndexEntry entry) {
    return entry.distribution().map(settings::withDistribution).orElse(settings);
  }

  /// @param making makes the collection, which may take its time: nobody else waits
  /// @throws Conflict when the name is taken
  public Index create(String name, IndexEntry entry, Runnable making) {
    reserve(name, entry);
    try {
      making.run();
    } catch (RuntimeException e) {
      giveUp(name);
      throw e;
    }
    synchronized (this) {
      inTheMaking.remove(name);
      return get(name);
    }
  }

  /// The entry is kept first, so that no crash leaves the collection without it.
  private synchronized void reserve(String name, IndexEntry entry) {
    if (inTheMaking.contains(name) || parts.catalog().find(name).isPresent()) {
      throw new Conflict("Resource already exists.");
    }
    openPort(name, entry);
    inTheMaking.add(name);
  }

  private synchronized void giveUp(String name) {
    inTheMaking.remove(name);
    forget(name);
  }

  /// Has `listener` told the id of each index that is deleted, on the thread that deletes it.
  public synchronized void whenGone(Consumer<UUID> listener) {
    goneListener = goneListener.andThen(listener);
  }

  /// Changes tags, protection and what is kept beside the collection.
  ///
  /// @throws NotFound when there is none
  public synchronized Index configure(
      String name, UnaryOperator<IndexEntry> change, UnaryOperator<CollectionSettings> settings) {
    IndexEntry changed = change.apply(get(name).entry());
    VectorCollection collection =
        parts.catalog().configure(name, old -> distributed(settings.apply(old), changed));
    registry.put(name, changed);
    return opened(collection);
  }

  /// Has vectors made by this server from now on.
  ///
  /// @throws NotFound when there is none
  /// @throws Conflict when its vectors are of another model
  public synchronized Index integrate(
      String name, VectorSource.Integrated source, String model, ModelFingerprint fingerprint) {
    IndexEntry changed = get(name).entry().withVectors(source);
    VectorCollection collection = parts.catalog().bind(name, model, fingerprint);
    registry.put(name, changed);
    return opened(collection);
  }

  /// @throws NotFound when there is none
  /// @throws Conflict when it is protected, or a job works on it
  public synchronized void delete(String name) {
    if (parts.catalog().find(name).isEmpty()) {
      throw unknown(name);
    }
    parts.removal().accept(name);
  }

  private static NotFound unknown(String name) {
    return new NotFound("Index %s not found.".formatted(name));
  }

  private Index opened(VectorCollection collection) {
    String name = collection.name();
    IndexEntry entry = registry.find(name).orElseGet(IndexEntry::standard);
    OpenPort port = open.get(name);
    if (port == null) {
      port = openPort(name, entry);
      entry = registry.find(name).orElse(entry);
    }
    return new Index(collection, entry, port.number());
  }

  private OpenPort openPort(String name, IndexEntry entry) {
    if (closed) {
      throw new Unavailable("server: closing (expected: a running one). Try again later.");
    }
    OpenPort port = openNear(name, entry);
    open.put(name, port);
    if (port.isShared()) {
      registry.put(name, entry); // keeps its own number for another time
      return port;
    }
    if (entry.port() != 0 && entry.port() != port.number()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "port of an index is taken, another was opened index=%s taken=%d port=%d"
              .formatted(name, entry.port(), port.number()));
    }
    registry.put(name, entry.withPort(port.number()));
    return port;
  }

  /// Opens the remembered port, or else the first that is free and remembered for no other index.
  private OpenPort openNear(String name, IndexEntry entry) {
    if (entry.port() != 0) {
      try {
        return parts.opener().open(entry.port(), name);
      } catch (InvalidRequest e) {
        LOG.log(System.Logger.Level.DEBUG, e.reason());
      }
    }
    if (parts.firstPort() == 0) {
      return parts.opener().open(0, name);
    }
    for (int port = parts.firstPort(); port <= LAST_PORT; port++) {
      if (!registry.hasPort(port)) {
        try {
          return parts.opener().open(port, name);
        } catch (InvalidRequest e) {
          LOG.log(System.Logger.Level.DEBUG, e.reason());
        }
      }
    }
    throw new Unavailable(
        "ports: none is free from %d on (expected: one for each collection)"
            .formatted(parts.firstPort()));
  }

  /// Ends what belongs to an index whose collection is gone, whoever deleted it.
  private synchronized void forget(String name) {
    registry.remove(name).map(IndexEntry::id).ifPresent(goneListener);
    OpenPort port = open.remove(name);
    if (port != null) {
      // Clients keep their connections open; whoever deletes need not wait for them.
      Thread.ofVirtual().name("pictor-close-" + name).start(port::close);
    }
  }

  /// Closes all ports.
  @Override
  public void close() {
    List<OpenPort> ports;
    synchronized (this) {
      closed = true;
      ports = List.copyOf(open.values());
      open.clear();
    }
    List<Thread> closing =
        ports.stream().map(port -> Thread.ofVirtual().start(port::close)).toList();
    try {
      for (Thread each : closing) {
        each.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

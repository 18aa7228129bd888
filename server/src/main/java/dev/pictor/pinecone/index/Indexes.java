package dev.pictor.pinecone.index;

import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Conflict;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.NotFound;
import dev.pictor.pinecone.index.PortOpener.OpenPort;
import dev.pictor.store.CollectionSettings;
import dev.pictor.store.CollectionSpec;
import dev.pictor.vector.ModelFingerprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  /// @param file of ids and ports
  /// @param firstPort from which on ports are tried; 0 takes free ones
  /// @param removal ends a collection with all that belongs to it
  public record Parts(
      CollectionCatalog catalog,
      Path file,
      PortOpener opener,
      int firstPort,
      Consumer<String> removal) {}

  private static final System.Logger LOG = System.getLogger(Indexes.class.getName());

  private final Parts parts;
  private final IndexRegistry registry;
  private final IndexPorts ports;
  private final Set<String> inTheMaking = new HashSet<>();
  private Consumer<UUID> goneListener = _ -> {};

  private Indexes(Parts parts) {
    this.parts = parts;
    this.registry = IndexRegistry.open(parts.file());
    this.ports = new IndexPorts(registry, parts.opener(), parts.firstPort());
  }

  /// No port is open before [#list] is asked for the first time.
  ///
  /// @throws dev.pictor.error.CorruptStore when the file of ids and ports cannot be read
  public static Indexes open(Parts parts) {
    Indexes indexes = new Indexes(parts);
    indexes.settle();
    parts.catalog().onDelete(indexes::forget);
    return indexes;
  }

  /// Takes what an earlier version kept in the file to the collections, unless somebody has said
  /// something of them meanwhile. What cannot be changed now is taken from the file until it can.
  private synchronized void settle() {
    if (parts.catalog().replicas().isPresent()) {
      return;
    }
    Set<String> damaged = parts.catalog().damaged().keySet();
    registry
        .former()
        .forEach(
            (name, traits) -> {
              if (!damaged.contains(name) && parts.catalog().find(name).isPresent()) {
                settle(name, traits);
              }
            });
  }

  private void settle(String name, IndexTraits traits) {
    VectorCollection _ =
        parts.catalog().configure(name, old -> IndexTraits.areIn(old) ? old : traits.putInto(old));
    registry.find(name).ifPresent(place -> registry.put(name, place.settled()));
  }

  /// All indexes by name, without those of which is kept what this version cannot read.
  public synchronized List<Index> list() {
    List<Index> list = new ArrayList<>();
    Set<String> gone = registry.names();
    for (VectorCollection each : parts.catalog().list()) {
      gone.remove(each.name());
      try {
        list.add(opened(each));
      } catch (CorruptStore e) {
        LOG.log(System.Logger.Level.WARNING, e.reason());
      }
    }
    gone.forEach(this::forgetUnlessDamaged);
    return list;
  }

  /// Ends what belongs to an index that another server has deleted.
  private void forgetUnlessDamaged(String name) {
    if (!inTheMaking.contains(name) && !parts.catalog().damaged().containsKey(name)) {
      forget(name);
    }
  }

  /// Whether shards and replicas of indexes are on several machines.
  public boolean isDistributed() {
    return parts.catalog().isDistributed();
  }

  /// The field of records whose text this server makes vectors of; empty when it makes none.
  public synchronized Optional<String> textField(String name) {
    return parts
        .catalog()
        .find(name)
        .map(each -> traits(each.spec()).vectors())
        .filter(VectorSource.Integrated.class::isInstance)
        .map(source -> ((VectorSource.Integrated) source).fieldMap().get("text"));
  }

  /// @throws NotFound when there is none
  public synchronized Index get(String name) {
    Optional<VectorCollection> found = parts.catalog().find(name);
    if (found.isEmpty()) {
      forgetUnlessDamaged(name);
      throw unknown(name);
    }
    return opened(found.get());
  }

  /// @throws Conflict when the name is taken
  public Index create(CollectionSpec spec, IndexEntry entry) {
    CollectionSpec made = spec.withSettings(with(entry.traits(), spec.settings()));
    return make(spec.name(), entry, () -> parts.catalog().create(made));
  }

  /// With what the client said, and asked for of pods, for a store that has several machines.
  private static CollectionSettings with(IndexTraits traits, CollectionSettings settings) {
    return traits.putInto(traits.distribution().map(settings::withDistribution).orElse(settings));
  }

  /// @param making makes the collection, which may take its time: nobody else waits
  /// @throws Conflict when the name is taken
  public Index create(String name, IndexEntry entry, Runnable making) {
    return make(
        name,
        entry,
        () -> {
          making.run();
          VectorCollection _ = parts.catalog().configure(name, entry.traits()::putInto);
        });
  }

  private Index make(String name, IndexEntry entry, Runnable making) {
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

  /// The id is kept first, so that no crash leaves the collection without it.
  private synchronized void reserve(String name, IndexEntry entry) {
    if (inTheMaking.contains(name) || parts.catalog().find(name).isPresent()) {
      throw new Conflict("Resource already exists.");
    }
    inTheMaking.add(name);
    try {
      int _ = ports.open(name, new IndexRegistry.Place(entry.id(), entry.port(), Optional.empty()));
    } catch (RuntimeException e) {
      inTheMaking.remove(name);
      throw e;
    }
  }

  private synchronized void giveUp(String name) {
    inTheMaking.remove(name);
    forget(name);
  }

  /// Has `listener` told the id of each index that is deleted, on the thread that deletes it.
  public synchronized void whenGone(Consumer<UUID> listener) {
    goneListener = goneListener.andThen(listener);
  }

  /// Changes tags, protection and what else clients said.
  ///
  /// @param change from what it is, also by what other servers did; may be asked more than once
  /// @throws NotFound when there is none
  public synchronized Index configure(
      String name, UnaryOperator<IndexEntry> change, UnaryOperator<CollectionSettings> settings) {
    Index index = get(name);
    VectorCollection collection =
        parts
            .catalog()
            .configure(
                name,
                old -> {
                  CollectionSpec spec = index.collection().spec().withSettings(old);
                  IndexEntry entry =
                      new IndexEntry(index.entry().id(), index.entry().port(), traits(spec));
                  return with(change.apply(entry).traits(), settings.apply(old));
                });
    registry.find(name).ifPresent(place -> registry.put(name, place.settled()));
    return opened(collection);
  }

  /// Has vectors made by this server from now on.
  ///
  /// @throws NotFound when there is none
  /// @throws Conflict when its vectors are of another model
  public synchronized Index integrate(
      String name, VectorSource.Integrated source, String model, ModelFingerprint fingerprint) {
    Index index = get(name);
    VectorCollection _ = parts.catalog().bind(index.name(), model, fingerprint);
    return configure(name, entry -> entry.withVectors(source), UnaryOperator.identity());
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

  private IndexTraits traits(CollectionSpec spec) {
    return IndexTraits.of(spec)
        .or(() -> registry.find(spec.name()).flatMap(IndexRegistry.Place::former))
        .orElseGet(IndexTraits::standard);
  }

  private Index opened(VectorCollection collection) {
    String name = collection.name();
    int port = ports.number(name);
    IndexRegistry.Place place = registry.find(name).orElseThrow();
    IndexEntry entry = new IndexEntry(place.id(), place.port(), traits(collection.spec()));
    return new Index(collection, entry, port);
  }

  /// Ends what belongs to an index whose collection is gone, whoever deleted it.
  private synchronized void forget(String name) {
    registry.remove(name).map(IndexRegistry.Place::id).ifPresent(goneListener);
    ports.close(name);
  }

  /// Closes all ports.
  @Override
  public void close() {
    List<OpenPort> left;
    synchronized (this) {
      left = ports.end();
    }
    List<Thread> closing =
        left.stream().map(port -> Thread.ofVirtual().start(port::close)).toList();
    try {
      for (Thread each : closing) {
        each.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

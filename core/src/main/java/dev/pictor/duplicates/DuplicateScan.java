package dev.pictor.duplicates;

import dev.pictor.collection.VectorCollection;
import dev.pictor.duplicates.DuplicateGroup.Kind;
import dev.pictor.duplicates.Grouping.Pair;
import dev.pictor.duplicates.ScanProgress.Phase;
import dev.pictor.error.ServiceException;
import dev.pictor.image.PictureDecoder;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.Page;
import dev.pictor.store.RecordHead;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Looks for duplicates among the pictures of a collection's default namespace. One run;
/// [#interrupt] may come from another thread.
///
/// How it works, in three stages:
///
/// 1. Files of the same bytes, by the SHA-256 that records keep. Each content goes on once.
/// 2. Contents with near perceptual hashes ([PerceptualHash], [HashIndex]).
/// 3. Contents with near vectors ([Neighbours]).
///
/// What stages 2 and 3 propose is laid over each other ([Overlay]) before it is called a copy; no
/// stage compares all with all. What is found out is kept ([ScanMemory]), so that a run may end
/// anywhere, and the next one looks at what is new.
public final class DuplicateScan {

  private static final int PAGE = 2000;

  /// A content is compared with so many others by its hash, the nearest ones: of thousands of blank
  /// pages each is like all.
  private static final int MOST_BY_HASH = 32;

  private final VectorCollection collection;
  private final Pictures pictures;
  private final PictureDecoder decoder;
  private final DuplicateReview review;
  private volatile boolean stopping;

  public DuplicateScan(
      VectorCollection collection,
      Pictures pictures,
      PictureDecoder decoder,
      DuplicateReview review) {
    this.collection = collection;
    this.pictures = pictures;
    this.decoder = decoder;
    this.review = review;
  }

  /// Ends the run soon; what is found out is kept, and the groups of the run before stay.
  public void interrupt() {
    stopping = true;
  }

  /// @param listener called on this thread
  public ScanProgress run(Consumer<ScanProgress> listener) {
    ScanMeter meter = new ScanMeter(listener);
    try (ScanMemory memory = review.memory();
        ScanWork work = new ScanWork(() -> stopping)) {
      List<Content> contents = contents(meter);
      boolean complete =
          hash(contents, memory, work, meter) && search(contents, memory, work, meter);
      Map<Pair, Relation> relations = new ConcurrentHashMap<>();
      Comparer comparer = new Comparer(pictures, decoder, memory);
      complete = complete && compare(contents, memory, work, meter, relations, comparer);
      if (!complete) {
        return meter.enter(Phase.INTERRUPTED);
      }
      List<DuplicateGroup> groups = Grouping.of(contents, relations, comparer);
      review.replace(groups);
      meter.groups = groups.size();
      meter.bursts = groups.stream().filter(each -> each.kind() == Kind.BURST).count();
      return meter.enter(Phase.FINISHED);
    }
  }

  /// The first stage: records by the bytes of their files.
  private List<Content> contents(ScanMeter meter) {
    Map<String, List<GroupMember>> bySha256 = new LinkedHashMap<>();
    Optional<String> after = Optional.of("");
    while (after.isPresent() && !stopping) {
      Page<RecordHead> page =
          collection.defaultNamespace().page("", MetadataFilter.all(), after.get(), PAGE);
      for (RecordHead head : page.records()) {
        Content.read(head)
            .ifPresent(
                each -> {
                  meter.total++;
                  bySha256.computeIfAbsent(each.sha256(), _ -> new ArrayList<>(1)).add(each);
                });
      }
      meter.done = meter.total;
      ScanProgress _ = meter.tell();
      after = page.next();
    }
    List<Content> contents = new ArrayList<>();
    bySha256.forEach(
        (sha256, records) -> {
          List<GroupMember> files =
              records.size() == 1 ? records : PhysicalFiles.distinct(records, pictures);
          if (!files.isEmpty()) {
            contents.add(new Content(sha256, files));
          }
        });
    meter.total = contents.size();
    return contents;
  }

  private boolean hash(List<Content> contents, ScanMemory memory, ScanWork work, ScanMeter meter) {
    ScanProgress _ = meter.enter(Phase.HASHING);
    List<Content> unknown =
        contents.stream().filter(each -> memory.hash(each.sha256()).isEmpty()).toList();
    AtomicLong unreadable = new AtomicLong();
    long known = (long) contents.size() - unknown.size();
    return work.each(
        unknown,
        content -> {
          try {
            byte[] small = pictures.thumbnail(content.records().getFirst().id());
            memory.putHash(content.sha256(), PerceptualHash.of(decoder.decode(small)));
          } catch (ServiceException unread) {
            unreadable.incrementAndGet();
          }
        },
        done -> {
          memory.flush();
          meter.looked = done;
          meter.unreadable = unreadable.get();
          meter.done = known + done;
          ScanProgress _ = meter.tell();
        });
  }

  private boolean search(
      List<Content> contents, ScanMemory memory, ScanWork work, ScanMeter meter) {
    ScanProgress _ = meter.enter(Phase.SEARCHING);
    Neighbours neighbours = new Neighbours(collection, contents);
    String model = neighbours.model();
    List<Content> unknown =
        contents.stream()
            .filter(each -> memory.neighbours(model, each.sha256()).isEmpty())
            .toList();
    long known = (long) contents.size() - unknown.size();
    return work.each(
        unknown,
        content -> memory.putNeighbours(model, content.sha256(), neighbours.of(content)),
        done -> {
          memory.flush();
          meter.done = known + done;
          ScanProgress _ = meter.tell();
        });
  }

  private boolean compare(
      List<Content> contents,
      ScanMemory memory,
      ScanWork work,
      ScanMeter meter,
      Map<Pair, Relation> relations,
      Comparer comparer) {
    ScanProgress _ = meter.enter(Phase.COMPARING);
    Candidates candidates = new Candidates(contents, memory);
    candidates.byHash(MOST_BY_HASH);
    candidates.byVector(new Neighbours(collection, List.of()).model());
    List<Map.Entry<Pair, Stage>> proposed = candidates.inOrder();
    meter.total = proposed.size();
    boolean complete =
        work.each(
            proposed,
            each -> {
              Content a = contents.get(each.getKey().a());
              Content b = contents.get(each.getKey().b());
              Relation relation =
                  Relation.of(a.best(), b.best(), each.getValue(), comparer.compare(a, b));
              if (!(relation instanceof Relation.Different)) {
                relations.put(each.getKey(), relation);
              }
            },
            done -> {
              memory.flush();
              meter.done = done;
              ScanProgress _ = meter.tell();
            });
    meter.total = contents.size();
    return complete;
  }

  /// Which contents are worth laying over each other.
  private static final class Candidates {
    private final List<Content> contents;
    private final ScanMemory memory;
    private final Map<String, Integer> numbers = new HashMap<>(); // by SHA-256
    private final Map<Pair, Stage> proposed = new HashMap<>();

    Candidates(List<Content> contents, ScanMemory memory) {
      this.contents = contents;
      this.memory = memory;
      for (int i = 0; i < contents.size(); i++) {
        numbers.put(contents.get(i).sha256(), i);
      }
    }

    void byHash(int most) {
      HashIndex index = new HashIndex();
      List<Integer> inIndex = new ArrayList<>();
      for (int i = 0; i < contents.size(); i++) {
        int own = i;
        Optional<PerceptualHash> hash = memory.hash(contents.get(i).sha256());
        if (hash.isPresent()) {
          index.near(hash.get()).stream()
              .sorted(Comparator.comparingInt(HashIndex.Near::distance))
              .limit(most)
              .forEach(near -> proposed.put(Pair.of(own, inIndex.get(near.item())), Stage.HASH));
          index.add(hash.get());
          inIndex.add(own);
        }
      }
    }

    void byVector(String model) {
      for (int i = 0; i < contents.size(); i++) {
        int own = i;
        memory
            .neighbours(model, contents.get(i).sha256())
            .orElse(List.of())
            .forEach(
                near -> {
                  Integer other = numbers.get(near.sha256());
                  if (other != null && other != own) {
                    proposed.putIfAbsent(Pair.of(own, other), Stage.EMBEDDING);
                  }
                });
      }
    }

    /// Those of one picture after each other, so that it is read once.
    List<Map.Entry<Pair, Stage>> inOrder() {
      List<Map.Entry<Pair, Stage>> ordered = new ArrayList<>(proposed.entrySet());
      ordered.sort(
          Map.Entry.comparingByKey(Comparator.comparingInt(Pair::a).thenComparingInt(Pair::b)));
      return ordered;
    }
  }
}

package dev.pictor.answer;

import dev.pictor.clip.Embedder;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.NotFound;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.Thumbnailer;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.search.Calibrator;
import dev.pictor.search.Confidence;
import dev.pictor.search.QueryPart;
import dev.pictor.search.SearchMatch;
import dev.pictor.search.SearchQuery;
import dev.pictor.search.SearchResult;
import dev.pictor.search.SearchService;
import dev.pictor.store.VectorRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Answers questions about pictures. Thread-safe.
///
/// How it works: the pictures that match the question are found by a search; the nearest ones go to
/// the vision model, which answers from them. When nothing matches, no model is asked, because it
/// would talk about pictures that are not meant. Without a model the answer is made from what is
/// recorded of the pictures and from tags, and says so.
public final class Answerer {

  /// Pixels of the longer side of a picture that a model is shown.
  public static final int LONG_SIDE = 768;

  private static final int COUNTED = 200;

  private final Embedder embedder;
  private final Calibrator calibrator;
  private final PictureDecoder decoder;
  private final Optional<VisionModel> model;

  /// @param model that looks at the pictures, if there is one
  public Answerer(
      Embedder embedder,
      Calibrator calibrator,
      PictureDecoder decoder,
      Optional<VisionModel> model) {
    this.embedder = embedder;
    this.calibrator = calibrator;
    this.decoder = decoder;
    this.model = model;
  }

  /// What there is to answer from.
  ///
  /// @param sources the nearest records
  /// @param pictures what a model can be shown: those of `sources` in their order, or the given one
  /// @param question as it is put to the model
  /// @param matched whether there is anything to talk about
  /// @param records the answer of the records, in sentences
  private record Found(
      List<AnswerSource> sources,
      List<VisionModel.Shown> pictures,
      String question,
      boolean matched,
      List<String> records) {}

  /// Finds what the answer is made from.
  ///
  /// @param limit how many pictures at most
  /// @param pictures of an id the JPEG, at most [#LONG_SIDE] long; empty when it has none
  /// @throws NotFound for an id that is not there
  /// @throws dev.pictor.error.InvalidRequest for a given picture that cannot be read
  /// @throws dev.pictor.error.Conflict when the collection is bound to another model or to none
  public Answer answer(
      Question question, Subject subject, int limit, Function<String, Optional<byte[]>> pictures) {
    long start = System.nanoTime();
    Found found =
        switch (subject) {
          case Subject.Matching(VectorCollection collection, MetadataFilter filter) ->
              matching(question, collection, filter, limit, pictures);
          case Subject.Indexed(VectorCollection collection, String id) ->
              indexed(question, collection, id, pictures);
          case Subject.Given(byte[] picture) -> given(question, picture);
        };
    Duration finding = Duration.ofNanos(System.nanoTime() - start);
    if (model.isPresent() && found.matched() && !found.pictures().isEmpty()) {
      VisionModel.Request request =
          new VisionModel.Request(
              PicturePrompt.instructions(question.language()), found.pictures(), found.question());
      return new Answer(
          model.map(VisionModel::name),
          found.sources(),
          finding,
          text ->
              switch (model.get().answer(request, text)) {
                case Ending.Refused(String reason) when reason.isBlank() ->
                    new Ending.Refused(RecordWords.of(question.language()).refused());
                case Ending ending -> ending;
              });
    }
    String text = ofRecords(question, found);
    return new Answer(
        Optional.empty(),
        found.sources(),
        finding,
        listener -> {
          listener.accept(text);
          return new Ending.Complete();
        });
  }

  private String ofRecords(Question question, Found found) {
    RecordWords language = RecordWords.of(question.language());
    List<String> sentences = new ArrayList<>(found.records());
    if (found.matched()) {
      sentences.add(model.isPresent() ? language.noPictures() : language.noModel());
    }
    return language.joined(sentences);
  }

  private Found matching(
      Question question,
      VectorCollection collection,
      MetadataFilter filter,
      int limit,
      Function<String, Optional<byte[]>> pictures) {
    SearchQuery query =
        new SearchQuery(List.of(new QueryPart.TextPart(question.searchText(), 1)), filter, COUNTED);
    SearchResult result =
        new SearchService(embedder, calibrator)
            .search(collection, collection.defaultNamespace(), query);
    long all = collection.defaultNamespace().count(filter);
    if (result.confidence() == Confidence.NONE) {
      return new Found(
          List.of(), List.of(), question.text(), false, RecordAnswer.nothing(question, all));
    }
    MatchFacts facts = MatchFacts.of(result.matches(), result.more());
    Map<SearchMatch, byte[]> shown = shown(result.matches(), limit, pictures);
    List<AnswerSource> sources =
        AnswerSource.of(
            shown.isEmpty()
                ? result.matches().subList(0, Math.min(limit, result.matches().size()))
                : List.copyOf(shown.keySet()));
    return new Found(
        sources,
        sources.stream().flatMap(source -> shown(source, shown).stream()).toList(),
        PicturePrompt.question(question, facts, sources.size()),
        true,
        model.isPresent() && !shown.isEmpty()
            ? List.of()
            : RecordAnswer.matching(
                question, facts, all, sources, seen(question, collection, sources)));
  }

  /// The nearest matches that have a picture, only looked for when there is a model to show them
  /// to.
  private Map<SearchMatch, byte[]> shown(
      List<SearchMatch> matches, int limit, Function<String, Optional<byte[]>> pictures) {
    Map<SearchMatch, byte[]> shown = new LinkedHashMap<>();
    if (model.isPresent()) {
      for (SearchMatch match : matches) {
        if (shown.size() == limit) {
          break;
        }
        pictures.apply(match.id()).ifPresent(jpeg -> shown.put(match, jpeg));
      }
    }
    return shown;
  }

  private static Optional<VisionModel.Shown> shown(
      AnswerSource source, Map<SearchMatch, byte[]> pictures) {
    return Optional.ofNullable(pictures.get(source.match()))
        .map(
            jpeg ->
                new VisionModel.Shown(
                    PicturePrompt.note(source.number(), source.match().metadata()), jpeg));
  }

  private Map<Integer, List<String>> seen(
      Question question, VectorCollection collection, List<AnswerSource> sources) {
    Map<String, VectorRecord> records = new LinkedHashMap<>();
    collection
        .defaultNamespace()
        .fetch(sources.stream().map(source -> source.match().id()).toList())
        .forEach(record -> records.put(record.id(), record));
    PictureWords words = words(question);
    Map<Integer, List<String>> seen = new LinkedHashMap<>();
    for (AnswerSource source : sources) {
      VectorRecord record = records.get(source.match().id());
      List<String> found = record == null ? List.of() : words.of(record);
      if (!found.isEmpty()) {
        seen.put(source.number(), found);
      }
    }
    return seen;
  }

  private PictureWords words(Question question) {
    return new PictureWords(embedder, question.language());
  }

  private Found indexed(
      Question question,
      VectorCollection collection,
      String id,
      Function<String, Optional<byte[]>> pictures) {
    VectorRecord record =
        collection.defaultNamespace().fetch(List.of(id)).stream()
            .findFirst()
            .orElseThrow(
                () ->
                    new NotFound(
                        Diagnosis.of(ErrorCode.PICTURE_MISSING).with("id", id),
                        "id: %s (expected: an id of the collection %s)"
                            .formatted(id, collection.name())));
    collection.requireModel(embedder.model().name(), embedder.fingerprint());
    // Its cosine with itself is 1.
    SearchMatch match = new SearchMatch(id, 1, Confidence.STRONG, record.metadata(), List.of());
    List<AnswerSource> sources = AnswerSource.of(List.of(match));
    List<VisionModel.Shown> shown =
        (model.isPresent() ? pictures.apply(id) : Optional.<byte[]>empty())
                .map(jpeg -> new VisionModel.Shown(PicturePrompt.note(1, record.metadata()), jpeg))
                .stream()
                .toList();
    List<String> seen = shown.isEmpty() ? words(question).of(record) : List.of();
    return new Found(
        sources,
        shown,
        question.text(),
        true,
        RecordAnswer.one(question, record.metadata(), sources, seen));
  }

  private Found given(Question question, byte[] picture) {
    Metadata metadata = GivenPicture.metadata(picture, decoder);
    byte[] jpeg = new Thumbnailer(decoder).jpeg(picture, LONG_SIDE);
    List<String> seen =
        model.isPresent() ? List.of() : words(question).of(embedder.image(picture).embedding());
    return new Found(
        List.of(),
        List.of(new VisionModel.Shown(PicturePrompt.note(1, metadata), jpeg)),
        question.text(),
        true,
        RecordAnswer.one(question, metadata, List.of(), seen));
  }
}

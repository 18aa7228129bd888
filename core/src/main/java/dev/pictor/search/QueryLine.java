package dev.pictor.search;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A query on one line, as people type it: `2*"red car" + photo.jpg - people folder:2024
/// after:2024-03-01`.
///
/// | written | means |
/// |---|---|
/// | `red car` | a text; words up to the next sign, quotation mark or field are one |
/// | `"red car"` | a text of its own, in which signs and colons mean nothing |
/// | `+ beach`, `- people` | one more part, and one that pushes away |
/// | `2*beach` | a part of weight 2 |
/// | `photo.jpg`, `https://…` | a picture by its name or address |
/// | `id:animals/cat.jpg` | the picture of the collection with this id |
/// | `words:invoice` | words in names, tags, captions and other metadata |
/// | `folder:2024`, `-folder:2024` | only, or none, of this folder and those below it |
/// | `after:2024-03`, `before:2025`, `date:2024` | taken from a day, month or year on, before it, in it |
/// | `camera:canon`, `name:img_20` | what the metadata has in it, in any case |
/// | `tag:cat`, `format:png` | what it is |
///
/// Signs, colons, stars and quotation marks may be full-width, and fields Chinese: `标签：猫`.
///
/// @param terms in their order; possibly none
/// @param filter of all fields together
public record QueryLine(List<Term> terms, MetadataFilter filter) {

  /// A part, in the form in which it was typed.
  public sealed interface Term {

    /// Never 0; negative pushes away.
    double weight();

    /// Of its first character, from 1.
    int position();
  }

  public record Text(String text, double weight, int position) implements Term {}

  public record Words(String words, double weight, int position) implements Term {}

  public record Id(String id, double weight, int position) implements Term {}

  /// @param name of a file or a picture of the collection, or an address that begins with `http`
  public record Picture(String name, double weight, int position) implements Term {

    public boolean isAddress() {
      return ADDRESS.matcher(name).lookingAt();
    }
  }

  private static final Pattern ADDRESS =
      Pattern.compile("https?://", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  private static final Pattern PICTURE =
      Pattern.compile(
          "(https?://.+|.*[^./\\\\]\\.(jpe?g|png|gif|bmp|webp|tiff?))",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  public QueryLine {
    terms = List.copyOf(terms);
  }

  /// @throws InvalidRequest naming the position of what is wrong
  public static QueryLine parse(String line) {
    Reading reading = new Reading();
    for (LineToken token : new LineScanner(line).tokens()) {
      reading.take(token);
    }
    return reading.end(line.length());
  }

  /// Whether a word names a picture file or an address.
  private static boolean isPicture(String text) {
    return PICTURE.matcher(text).matches();
  }

  /// The parts so far, and what waits for the next one.
  private static final class Reading {

    private final List<Term> terms = new ArrayList<>();
    private final List<MetadataFilter> filters = new ArrayList<>();
    private final StringBuilder words = new StringBuilder();
    private int wordsAt;
    private LineToken.@Nullable Sign sign;
    private LineToken.@Nullable Weight weight;

    void take(LineToken token) {
      switch (token) {
        case LineToken.Sign given -> {
          endWords();
          refuse(sign != null ? sign : weight);
          sign = given;
        }
        case LineToken.Weight given -> {
          endWords();
          refuse(weight);
          if (given.value() == 0) {
            throw LineScanner.problem(given.position(), "0*", "a weight other than 0");
          }
          weight = given;
        }
        case LineToken.Quoted(String text, int position) -> {
          endWords();
          if (text.isBlank()) {
            throw LineScanner.problem(position, "\"\"", "a text between quotation marks");
          }
          add(text, position);
        }
        case LineToken.Bare(String text, int position) -> bare(text, position);
        case LineToken.Field field -> field(field);
      }
    }

    private void bare(String text, int position) {
      if (isPicture(text)) {
        endWords();
        add(text, position);
        return;
      }
      if (words.isEmpty()) {
        wordsAt = position;
      } else {
        words.append(' ');
      }
      words.append(text);
    }

    private void field(LineToken.Field field) {
      endWords();
      switch (field.field()) {
        case WORDS -> terms.add(new Words(field.value(), takeWeight(), field.position()));
        case ID -> terms.add(new Id(field.value(), takeWeight(), field.position()));
        default -> {
          refuse(weight);
          boolean negative = takeWeight() < 0;
          MetadataFilter filter = LineFilters.of(field);
          filters.add(negative ? new MetadataFilter.Not(filter) : filter);
        }
      }
    }

    private void endWords() {
      if (!words.isEmpty()) {
        String text = words.toString();
        words.setLength(0);
        terms.add(new Text(text, takeWeight(), wordsAt));
      }
    }

    private void add(String text, int position) {
      terms.add(
          isPicture(text)
              ? new Picture(text, takeWeight(), position)
              : new Text(text, takeWeight(), position));
    }

    private double takeWeight() {
      double given = weight == null ? 1 : weight.value();
      double signed = sign != null && sign.negative() ? -given : given;
      sign = null;
      weight = null;
      return signed;
    }

    /// Complains about a sign or weight that nothing came after.
    private void refuse(@Nullable LineToken lonely) {
      switch (lonely) {
        case LineToken.Sign(boolean negative, int position) ->
            throw LineScanner.problem(
                position,
                negative ? "-" : "+",
                "a text, a picture or a field after it; put quotation marks around a text that has"
                    + " such signs");
        case LineToken.Weight(double value, int position) ->
            throw LineScanner.problem(
                position,
                String.format(Locale.ROOT, "%s*", value),
                "a text or a picture right after it");
        case null, default -> {}
      }
    }

    QueryLine end(int length) {
      endWords();
      refuse(weight);
      refuse(sign);
      if (terms.isEmpty() && filters.isEmpty()) {
        throw LineScanner.problem(length + 1, "nothing", "a text, a picture or a field");
      }
      return new QueryLine(
          terms,
          switch (filters.size()) {
            case 0 -> MetadataFilter.all();
            case 1 -> filters.getFirst();
            default -> new MetadataFilter.And(filters);
          });
    }
  }
}

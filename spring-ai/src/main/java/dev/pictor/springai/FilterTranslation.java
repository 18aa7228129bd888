package dev.pictor.springai;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.JavaMetadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataFilter.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.vectorstore.filter.Filter;
import org.springframework.ai.vectorstore.filter.Filter.Expression;
import org.springframework.ai.vectorstore.filter.Filter.Group;
import org.springframework.ai.vectorstore.filter.Filter.Operand;

/// Spring AI's filter expressions as Pictor's filters. Stateless.
///
/// A missing field matches only `!=`, `NOT IN`, `IS NULL` and what is negated. Types do not
/// convert. Strings are compared by their code points, those above 1,024 bytes only for equality.
final class FilterTranslation {

  private FilterTranslation() {}

  /// @throws InvalidRequest for an operand that metadata cannot have, or that is missing
  static MetadataFilter of(Operand operand) {
    return switch (operand) {
      case Group group -> of(group.content());
      case Expression expression -> of(expression);
      default -> throw wrong("filter", operand, "an expression");
    };
  }

  private static MetadataFilter of(Expression expression) {
    return switch (expression.type()) {
      case AND -> new MetadataFilter.And(List.of(of(expression.left()), of(right(expression))));
      case OR -> new MetadataFilter.Or(List.of(of(expression.left()), of(right(expression))));
      case NOT -> new MetadataFilter.Not(of(expression.left()));
      case EQ -> JavaMetadata.isIn(key(expression), List.of(value(expression)));
      case NE ->
          new MetadataFilter.Not(JavaMetadata.isIn(key(expression), List.of(value(expression))));
      case IN -> JavaMetadata.isIn(key(expression), values(expression));
      case NIN -> new MetadataFilter.Not(JavaMetadata.isIn(key(expression), values(expression)));
      case GT -> JavaMetadata.inRange(key(expression), Comparator.GT, value(expression));
      case GTE -> JavaMetadata.inRange(key(expression), Comparator.GTE, value(expression));
      case LT -> JavaMetadata.inRange(key(expression), Comparator.LT, value(expression));
      case LTE -> JavaMetadata.inRange(key(expression), Comparator.LTE, value(expression));
      case ISNULL -> new MetadataFilter.Exists(key(expression), false);
      case ISNOTNULL -> new MetadataFilter.Exists(key(expression), true);
    };
  }

  /// The parser of Spring AI leaves quotes around names that have blanks.
  private static String key(Expression expression) {
    if (!(expression.left() instanceof Filter.Key(String name))) {
      throw wrong("filter." + expression.type(), expression.left(), "the name of a field first");
    }
    boolean quoted =
        name.length() >= 2
            && name.charAt(0) == name.charAt(name.length() - 1)
            && (name.charAt(0) == '"' || name.charAt(0) == '\'');
    return quoted ? name.substring(1, name.length() - 1) : name;
  }

  private static Operand right(Expression expression) {
    @Nullable Operand right = expression.right();
    if (right == null) {
      throw wrong("filter." + expression.type(), null, "a second operand");
    }
    return right;
  }

  private static Object value(Expression expression) {
    if (right(expression) instanceof Filter.Value(Object value)) {
      return value;
    }
    throw wrong("filter." + key(expression), expression.right(), "a value");
  }

  private static List<?> values(Expression expression) {
    return value(expression) instanceof List<?> list ? list : List.of(value(expression));
  }

  private static InvalidRequest wrong(String place, @Nullable Operand operand, String expectation) {
    return new InvalidRequest("%s: %s (expected: %s)".formatted(place, operand, expectation));
  }
}

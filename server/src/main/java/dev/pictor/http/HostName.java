package dev.pictor.http;

import java.util.Locale;
import java.util.regex.Pattern;

/// The host of a URL as a guard sees it.
///
/// @param name without the brackets of an IPv6 address, in lower case, no final dot
record HostName(String name) {

  private static final Pattern DOTTED_QUAD =
      Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
  private static final Pattern NUMERIC = Pattern.compile("[0-9]+|0x[0-9a-f]*");

  static HostName of(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.startsWith("[") && name.endsWith("]")) {
      name = name.substring(1, name.length() - 1);
    }
    return new HostName(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
  }

  /// An IPv4 address in its usual spelling, or an IPv6 address.
  boolean isAddress() {
    return name.indexOf(':') >= 0 || DOTTED_QUAD.matcher(name).matches();
  }

  /// A name that public DNS does not know: without a dot, below `localhost`, or an IPv4 address in
  /// decimal, octal or hexadecimal disguise, which resolvers read differently.
  boolean isBare() {
    if (isAddress()) {
      return false;
    }
    String last = name.substring(name.lastIndexOf('.') + 1);
    return last.length() == name.length()
        || last.equals("localhost")
        || NUMERIC.matcher(last).matches();
  }
}

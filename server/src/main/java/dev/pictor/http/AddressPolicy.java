package dev.pictor.http;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/// Which network addresses the server may connect to on behalf of a caller.
@FunctionalInterface
interface AddressPolicy {

  boolean admits(InetAddress address);

  /// Addresses of the public internet only: everything that the special-purpose registries of IANA
  /// reserve is refused, and so is an IPv6 address that carries a refused IPv4 address inside.
  static AddressPolicy publicOnly() {
    return Ranges::isPublic;
  }

  /// The special-purpose ranges (RFC 6890 and its successors).
  final class Ranges {

    private static final List<Prefix> RESERVED_V4 =
        List.of(
            Prefix.of(8, 0),
            Prefix.of(8, 10),
            Prefix.of(10, 100, 64), // carrier-grade NAT
            Prefix.of(8, 127),
            Prefix.of(16, 169, 254), // link-local, metadata services of clouds
            Prefix.of(12, 172, 16),
            Prefix.of(24, 192, 0, 0),
            Prefix.of(24, 192, 0, 2),
            Prefix.of(24, 192, 31, 196),
            Prefix.of(24, 192, 52, 193),
            Prefix.of(24, 192, 88, 99), // 6to4 relays
            Prefix.of(16, 192, 168),
            Prefix.of(24, 192, 175, 48),
            Prefix.of(15, 198, 18), // benchmarks
            Prefix.of(24, 198, 51, 100),
            Prefix.of(24, 203, 0, 113),
            Prefix.of(3, 224)); // multicast, reserved, broadcast

    private static final Prefix GLOBAL_UNICAST_V6 = Prefix.of(3, 0x20);

    private static final List<Prefix> RESERVED_V6 =
        List.of(
            Prefix.of(23, 0x20, 0x01), // Teredo, ORCHID, benchmarks and other protocols
            Prefix.of(32, 0x20, 0x01, 0x0D, 0xB8), // documentation
            Prefix.of(20, 0x3F, 0xFF)); // documentation

    private static final Prefix SIX_TO_FOUR = Prefix.of(16, 0x20, 0x02);
    private static final Prefix NAT64 = Prefix.of(96, 0x00, 0x64, 0xFF, 0x9B);

    private Ranges() {}

    static boolean isPublic(InetAddress address) {
      // Java turns IPv4-mapped IPv6 addresses into IPv4 ones by itself.
      return switch (address) {
        case Inet4Address four -> isPublicV4(four.getAddress());
        case Inet6Address six -> isPublicV6(six.getAddress());
        default -> false;
      };
    }

    private static boolean isPublicV4(byte[] bytes) {
      return RESERVED_V4.stream().noneMatch(prefix -> prefix.covers(bytes));
    }

    private static boolean isPublicV6(byte[] bytes) {
      if (NAT64.covers(bytes)) {
        return isPublicV4(Arrays.copyOfRange(bytes, 12, 16));
      }
      if (SIX_TO_FOUR.covers(bytes)) {
        return isPublicV4(Arrays.copyOfRange(bytes, 2, 6));
      }
      return GLOBAL_UNICAST_V6.covers(bytes)
          && RESERVED_V6.stream().noneMatch(prefix -> prefix.covers(bytes));
    }
  }

  /// The first `length` bits that addresses of a range share; bytes not given are 0.
  record Prefix(int length, List<Integer> bytes) {

    public Prefix {
      bytes = List.copyOf(bytes);
    }

    static Prefix of(int length, Integer... bytes) {
      return new Prefix(length, List.of(bytes));
    }

    boolean covers(byte[] address) {
      for (int bit = 0; bit < length; bit++) {
        int index = bit / 8;
        int expected = index < bytes.size() ? bytes.get(index) : 0;
        if ((((expected ^ address[index]) >> (7 - bit % 8)) & 1) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}

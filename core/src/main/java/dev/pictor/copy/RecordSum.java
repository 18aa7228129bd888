package dev.pictor.copy;

import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.store.MetadataCodec;
import dev.pictor.store.SparseCodec;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.TreeMap;

/// A sum over records in which their order does not count: how many, and of the SHA-256 of each its
/// first 16 bytes, added up in two parts of 64 bits. What of a record counts is its id, each number
/// of its vectors bit for bit, and its metadata, fields in the order of their names. Immutable.
public record RecordSum(long records, long high, long low) {

  public static final RecordSum NONE = new RecordSum(0, 0, 0);

  public RecordSum plus(VectorRecord record) {
    ByteBuffer digest = ByteBuffer.wrap(digest(record));
    return new RecordSum(records + 1, high + digest.getLong(), low + digest.getLong());
  }

  private static byte[] digest(VectorRecord record) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      part(digest, record.id().getBytes(StandardCharsets.UTF_8));
      part(digest, record.values().dense().map(RecordSum::bytes).orElse(new byte[0]));
      part(digest, record.values().sparse().map(SparseCodec::encode).orElse(new byte[0]));
      part(digest, MetadataCodec.encode(sorted(record.metadata())));
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Its length first, so that no two records have the same bytes.
  private static void part(MessageDigest digest, byte[] bytes) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  private static byte[] bytes(DenseVector vector) {
    ByteBuffer bytes = ByteBuffer.allocate(vector.dimension() * Float.BYTES);
    bytes.asFloatBuffer().put(vector.shared());
    return bytes.array();
  }

  private static Metadata sorted(Metadata metadata) {
    return Metadata.copyOf(new TreeMap<String, MetadataValue>(metadata.fields()));
  }

  /// The sum alone, 32 hexadecimal digits.
  public String hex() {
    return "%016x%016x".formatted(high, low);
  }
}

package dev.pictor.library;

import dev.pictor.bulk.EntryNames;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.ImageEmbedding;
import dev.pictor.clip.Patience;
import dev.pictor.collection.Namespace;
import dev.pictor.error.BrokenModel;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.Failure;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.Unavailable;
import dev.pictor.image.ExifFacts;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureHeader;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.store.VectorRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns one file into what the collection shall keep of it: reads, recognises known bytes, encodes
/// the others. Thread-safe; callers wait.
final class PictureIntake {

  /// What a library hands to its runs.
  record Tools(
      LibraryRoots roots,
      Namespace records,
      Embedder embedder,
      PictureDecoder decoder,
      PictureReader reader) {}

  private static final int MAX_ID_BYTES = 512;

  private final Tools tools;
  private final ExtraColumns extras;
  private final KnownPictures known;

  PictureIntake(Tools tools, ExtraColumns extras, KnownPictures known) {
    this.tools = tools;
    this.extras = extras;
    this.known = known;
  }

  /// Never throws: one file must not stop a run.
  Outcome take(FoundFile file) {
    try {
      requireShortId(file.id());
      requireFreeId(file.id());
      return encodeOrKeep(tools.reader().read(file));
    } catch (NoSuchFileException gone) {
      return whenGone(file);
    } catch (IOException unread) {
      return rootIsThere(file) ? unread(file, FileFailures.of(unread)) : rootLost(file);
    } catch (InvalidRequest refused) {
      return new Outcome.Refused(nowOf(file).failed(Failure.of(refused)));
    } catch (Unavailable | BrokenModel | CorruptStore hopeless) {
      return new Outcome.Aborted(hopeless);
    } catch (InterruptedException stopped) {
      return new Outcome.Unread(file.failed(Failure.of(ErrorCode.READ_FAILED, "interrupted")));
    } catch (OutOfMemoryError full) {
      return new Outcome.Unread(
          file.failed(Failure.of(ErrorCode.TOO_LITTLE_MEMORY, "not enough memory to decode it")));
    } catch (RuntimeException | StackOverflowError broken) {
      // A decoder may fail in any way on hostile bytes.
      return new Outcome.Refused(
          nowOf(file).failed(Failure.of(ErrorCode.BROKEN_PICTURE, "cannot be decoded: " + broken)));
    }
  }

  private static Outcome unread(FoundFile file, Failure why) {
    return new Outcome.Unread(
        file.failed(new Failure(why.diagnosis(), "cannot be read: " + why.sentence())));
  }

  private Outcome encodeOrKeep(PictureReader.Content content) throws InterruptedException {
    FoundFile file = content.file();
    if (known.anyOfSize(file.bytes())) {
      String sha256 = sha256(content.bytes());
      Optional<KnownPictures.Known> before = known.get(file.id());
      if (before.filter(each -> each.sha256().equals(sha256)).isPresent()) {
        Metadata fields = fields(content, header(content), sha256);
        return new Outcome.Touched(file.id(), fields.merge(extras.of(file.id())));
      }
      Optional<VectorRecord> same = recordOf(sha256);
      if (same.isPresent()) {
        Metadata fields =
            fields(content, header(content), sha256)
                .merge(withoutOwnFields(extras.without(same.get().metadata())))
                .merge(extras.of(file.id()));
        return new Outcome.Kept(new VectorRecord(file.id(), same.get().vector(), fields));
      }
    }
    ImageEmbedding embedded = Patience.ask(() -> tools.embedder().image(content.bytes()));
    Metadata fields =
        fields(content, embedded.header(), embedded.sha256()).merge(extras.of(file.id()));
    return new Outcome.Encoded(new VectorRecord(file.id(), embedded.embedding().vector(), fields));
  }

  private PictureHeader header(PictureReader.Content content) {
    return tools.decoder().readHeader(content.bytes());
  }

  private Metadata fields(PictureReader.Content content, PictureHeader header, String sha256) {
    FoundFile file = content.file();
    String rootName =
        tools.roots().rootOf(file.id()).map(root -> FileNames.nameOf(root.folder())).orElse("");
    return PictureFields.of(
        file, EntryNames.normalized(rootName), header, ExifFacts.read(content.bytes()), sha256);
  }

  /// A record that still has these bytes: it may have been written over since the run began.
  private Optional<VectorRecord> recordOf(String sha256) {
    return tools.records().fetch(known.idsOf(sha256)).stream()
        .filter(
            each -> each.metadata().text(PictureFields.SHA256).filter(sha256::equals).isPresent())
        .findFirst();
  }

  /// What others put on the record: tags and the like follow the picture, names do not.
  private static Metadata withoutOwnFields(Metadata metadata) {
    Map<String, MetadataValue> others = new LinkedHashMap<>(metadata.fields());
    others.keySet().removeAll(PictureFields.NAMES);
    return Metadata.copyOf(others);
  }

  private Outcome whenGone(FoundFile file) {
    return rootIsThere(file) ? new Outcome.Vanished(file.id()) : rootLost(file);
  }

  private boolean rootIsThere(FoundFile file) {
    return tools
        .roots()
        .rootOf(file.id())
        .filter(root -> Files.isDirectory(root.folder()))
        .isPresent();
  }

  private Outcome rootLost(FoundFile file) {
    Path folder =
        tools.roots().rootOf(file.id()).map(LibraryRoots.Root::folder).orElse(file.path());
    return new Outcome.Aborted(
        new Unavailable(
            Diagnosis.of(ErrorCode.FOLDER_MISSING).with("folder", folder.toString()),
            "photos: %s went away while it was read (expected: a folder). Nothing was removed; check the disk or the network and index again."
                .formatted(folder)));
  }

  /// Size and time that a refusal is about: the file may have changed since the scan.
  private static FoundFile nowOf(FoundFile file) {
    try {
      return new FoundFile(
          file.id(),
          file.path(),
          Files.size(file.path()),
          Files.getLastModifiedTime(file.path()).toInstant());
    } catch (IOException gone) {
      return file;
    }
  }

  /// A file must not take the place of a picture that somebody has uploaded.
  private void requireFreeId(String id) {
    boolean taken =
        known.get(id).isEmpty()
            && tools.records().fetch(List.of(id)).stream()
                .anyMatch(each -> UploadedFiles.has(each.metadata()));
    if (taken) {
      throw new InvalidRequest(
          "an uploaded picture has its id: %s (expected: an id of its own). Rename the file, or delete the uploaded picture."
              .formatted(id));
    }
  }

  static void requireShortId(String id) {
    int bytes = id.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_ID_BYTES) {
      throw new InvalidRequest(
          Diagnosis.of(ErrorCode.PATH_TOO_LONG)
              .with("bytes", bytes)
              .with("mostBytes", MAX_ID_BYTES),
          "its path is too long: %d bytes (expected: at most %d below the folder; shorten the names)"
              .formatted(bytes, MAX_ID_BYTES));
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

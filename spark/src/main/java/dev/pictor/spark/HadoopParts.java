package dev.pictor.spark;

import dev.pictor.bulk.EmbeddedParts;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/// A folder of parts on any storage that Hadoop knows. Used by one thread.
final class HadoopParts {

  /// Where parts are written before they have their name; other readers pass over such folders.
  private static final String UNFINISHED = "_unfinished";

  private static final String ID_ALONE = "message id { required binary id (UTF8); }";

  private final Configuration configuration;
  private final FileSystem fileSystem;
  private final Path folder;

  HadoopParts(Configuration configuration, String folder) throws IOException {
    this.configuration = configuration;
    Path path = new Path(folder);
    this.fileSystem = path.getFileSystem(configuration);
    this.folder = fileSystem.makeQualified(path);
  }

  Path folder() {
    return folder;
  }

  /// All published parts, by name.
  List<Path> list() throws IOException {
    List<Path> parts = new ArrayList<>();
    try {
      for (FileStatus each : fileSystem.listStatus(folder)) {
        if (each.isFile() && EmbeddedParts.isName(each.getPath().getName())) {
          parts.add(each.getPath());
        }
      }
    } catch (FileNotFoundException notYet) {
      return parts;
    }
    parts.sort(null);
    return parts;
  }

  /// Writes a part, which has its name once it is whole.
  void publish(String name, byte[] content) throws IOException {
    Path unfinished = new Path(new Path(folder, UNFINISHED), name);
    try (OutputStream out = fileSystem.create(unfinished, true)) {
      out.write(content);
    }
    Path whole = new Path(folder, name);
    if (!fileSystem.rename(unfinished, whole)) {
      throw new IOException("%s cannot be renamed to %s".formatted(unfinished, whole));
    }
  }

  /// Removes what runs that were killed have left behind.
  void clean() throws IOException {
    fileSystem.delete(new Path(folder, UNFINISHED), true);
  }

  /// The ids in the parts of one partition of a run.
  Set<String> idsOf(String partition) throws IOException {
    Set<String> ids = new HashSet<>();
    FileStatus[] parts =
        fileSystem.globStatus(
            new Path(folder, EmbeddedParts.name(partition + "-*", 0).replace("000000", "*")));
    for (Path part : parts == null ? List.<Path>of() : paths(parts)) {
      Configuration own = new Configuration(configuration);
      own.set(ReadSupport.PARQUET_READ_SCHEMA, ID_ALONE);
      try (ParquetReader<Group> reader =
          new GroupReader(HadoopInputFile.fromPath(part, own), own).build()) {
        for (Group row = reader.read(); row != null; row = reader.read()) {
          ids.add(row.getString(EmbeddedParts.ID, 0));
        }
      }
    }
    return ids;
  }

  private static List<Path> paths(FileStatus[] files) {
    return Arrays.stream(files).map(FileStatus::getPath).toList();
  }

  /// The whole content of a part.
  byte[] read(Path part) throws IOException {
    long bytes = fileSystem.getFileStatus(part).getLen();
    byte[] content = new byte[Math.toIntExact(bytes)];
    try (FSDataInputStream in = fileSystem.open(part)) {
      in.readFully(content);
    }
    return content;
  }

  /// Notes something beside the parts.
  void note(String name, String text) throws IOException {
    Path note = new Path(folder, name);
    try (OutputStream out = fileSystem.create(note, true)) {
      out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  /// What was noted; empty for nothing.
  String noted(String name) throws IOException {
    Path note = new Path(folder, name);
    return fileSystem.exists(note)
        ? new String(read(note), java.nio.charset.StandardCharsets.UTF_8)
        : "";
  }

  private static final class GroupReader extends ParquetReader.Builder<Group> {
    GroupReader(HadoopInputFile file, Configuration configuration) {
      super(file);
      withConf(configuration);
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}

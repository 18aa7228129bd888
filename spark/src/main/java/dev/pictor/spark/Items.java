package dev.pictor.spark;

import dev.pictor.bulk.CsvRows;
import dev.pictor.bulk.EntryNames;
import dev.pictor.bulk.PictureItem;
import dev.pictor.bulk.PictureList;
import dev.pictor.bulk.PictureNames;
import dev.pictor.bulk.TarArchive;
import dev.pictor.bulk.TarSamples;
import dev.pictor.error.InvalidRequest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.util.SerializableConfiguration;

/// What an input holds of pictures. Folders and CSV lists are read by the driver, archives and
/// Parquet lists by the executors.
final class Items {

  private static final List<DataType> PLAIN =
      List.of(
          DataTypes.StringType,
          DataTypes.BooleanType,
          DataTypes.IntegerType,
          DataTypes.LongType,
          DataTypes.FloatType,
          DataTypes.DoubleType);
  private static final int ITEMS_A_SLICE = 10_000;

  private final SparkSession session;
  private final JavaSparkContext context;
  private final Broadcast<SerializableConfiguration> configuration;

  Items(SparkSession session, Broadcast<SerializableConfiguration> configuration) {
    this.session = session;
    this.context = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.configuration = configuration;
  }

  /// @param output passed over
  /// @throws InvalidRequest when there is nothing that can be read
  JavaRDD<PictureItem> of(String input, Path output) {
    try {
      Path path = new Path(input);
      FileSystem fileSystem = path.getFileSystem(configuration.value().value());
      FileStatus status = fileSystem.getFileStatus(path);
      Path whole = fileSystem.makeQualified(status.getPath());
      String name = whole.getName();
      String extension = EntryNames.extensionOf(name);
      if (status.isDirectory() && !extension.equals("parquet")) {
        HadoopFolder folder = HadoopFolder.list(fileSystem, whole, output);
        return slices(folder.files()).union(archives(folder.archives()));
      }
      if (TarArchive.isName(name)) {
        return archives(List.of(new HadoopFolder.Archive(name, whole.toString())));
      }
      if (extension.equals("csv")) {
        return csv(fileSystem, whole);
      }
      if (extension.equals("parquet")) {
        return parquet(whole);
      }
      if (PictureNames.looksLikePicture(name)) {
        return slices(List.of(PictureItem.file(name, whole.toString(), status.getLen(), "")));
      }
      throw new InvalidRequest(
          "input: %s (expected: a folder, a .tar, or a list: .csv or .parquet)".formatted(whole));
    } catch (FileNotFoundException missing) {
      throw new InvalidRequest(
          "input: %s is not there (expected: a folder, a .tar, or a list: .csv or .parquet)"
              .formatted(input),
          missing);
    } catch (IOException unread) {
      throw new InvalidRequest("input: %s cannot be read: %s".formatted(input, unread), unread);
    }
  }

  private JavaRDD<PictureItem> slices(List<PictureItem> items) {
    int slices = Math.max(context.defaultParallelism(), items.size() / ITEMS_A_SLICE);
    return context.parallelize(new ArrayList<>(items), slices);
  }

  private JavaRDD<PictureItem> archives(List<HadoopFolder.Archive> archives) {
    Broadcast<SerializableConfiguration> hadoop = configuration;
    return context
        .parallelize(new ArrayList<>(archives), Math.max(1, archives.size()))
        .flatMap(
            archive -> {
              List<PictureItem> items = new ArrayList<>();
              HadoopStorage storage = new HadoopStorage(hadoop.value().value());
              TarSamples.list(storage, archive.id(), archive.location(), items::add);
              return items.iterator();
            });
  }

  private JavaRDD<PictureItem> csv(FileSystem fileSystem, Path file) throws IOException {
    List<Map<String, Object>> rows;
    try (InputStream in = fileSystem.open(file)) {
      rows = CsvRows.read(file.getName(), in);
    }
    if (rows.isEmpty()) {
      return slices(List.of());
    }
    Path parent = file.getParent();
    PictureList list =
        PictureList.of(file.getName(), CsvRows.columns(rows), path -> below(parent, path));
    List<PictureItem> items = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      items.add(list.item(i + 1, rows.get(i)));
    }
    return slices(items);
  }

  private JavaRDD<PictureItem> parquet(Path file) {
    Dataset<Row> table = session.read().parquet(file.toString());
    StructField[] fields = table.schema().fields();
    int[] plain =
        IntStream.range(0, fields.length)
            .filter(each -> PLAIN.contains(fields[each].dataType()))
            .toArray();
    String[] names =
        Arrays.stream(plain).mapToObj(each -> fields[each].name()).toArray(String[]::new);
    String name = file.getName();
    String parent = file.getParent().toString();
    PictureList.require(name, List.of(names)); // told here, not by a task
    return table
        .javaRDD()
        .zipWithIndex()
        .map(
            numbered -> {
              Map<String, Object> row = new LinkedHashMap<>();
              for (int i = 0; i < plain.length; i++) {
                Object value = numbered._1().get(plain[i]);
                if (value != null) {
                  row.put(names[i], value);
                }
              }
              PictureList list =
                  PictureList.of(name, List.of(names), path -> below(new Path(parent), path));
              return list.item(numbered._2() + 1, row);
            });
  }

  /// Relative to the folder of a list, unless it names a storage of its own.
  static String below(Path folder, String path) {
    return new Path(folder, new Path(path)).toString();
  }
}

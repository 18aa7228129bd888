package dev.pictor.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.jspecify.annotations.Nullable;

/// Lucene as it comes, merged into one segment, on the same vectors. Prints JSON lines.
///
/// ```
/// build  DATASET BASE
/// search DATASET CASE QUERIES FLAG EF,…       on one thread; an ef is the k of its query
/// ```
final class LuceneBenchmark {

  private static final String VECTOR = "vector";
  private static final String FLAG = "flag";
  private static final int WARM_UP = 2000;

  private LuceneBenchmark() {}

  public static void main(String[] args) throws IOException {
    VectorFiles files = new VectorFiles(Path.of(args[1]));
    try (Directory directory = new MMapDirectory(files.folder().resolve("lucene"))) {
      switch (args[0]) {
        case "build" -> build(directory, files, args[2]);
        case "search" -> search(directory, files, args[2], args[3], args[4], args[5]);
        default -> throw new IllegalArgumentException(args[0]);
      }
    }
  }

  private static void build(Directory directory, VectorFiles files, String base)
      throws IOException {
    VectorFiles.Rows rows = files.rows(base);
    byte[] groups = files.groups();
    Stopwatch watch = Stopwatch.started();
    IndexWriterConfig config =
        new IndexWriterConfig().setOpenMode(IndexWriterConfig.OpenMode.CREATE);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int row = 0; row < rows.count(); row++) {
        Document document = new Document();
        document.add(
            new KnnFloatVectorField(
                VECTOR, rows.values(row), VectorSimilarityFunction.DOT_PRODUCT));
        for (int bit = 0; bit < VectorFiles.FLAGS.size(); bit++) {
          if ((groups[row] >> bit & 1) == 1) {
            document.add(new StringField(FLAG, VectorFiles.FLAGS.get(bit), Field.Store.NO));
          }
        }
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
    System.out.printf(
        Locale.ROOT,
        "{\"records\": %d, \"seconds\": %.2f}%n",
        rows.count(),
        watch.read().seconds());
  }

  private static void search(
      Directory directory, VectorFiles files, String name, String queries, String flag, String efs)
      throws IOException {
    VectorFiles.Rows rows = files.rows(queries);
    VectorFiles.Floors floors = files.floors(name);
    Query filter = flag.equals("none") ? null : new TermQuery(new Term(FLAG, flag));
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      for (String ef : efs.split(",", -1)) {
        int k = Integer.parseInt(ef);
        for (int i = 0; i < WARM_UP; i++) {
          nearest(searcher, rows, i % rows.count(), k, filter);
        }
        measure(searcher, rows, floors, k, filter);
      }
    }
  }

  private static void measure(
      IndexSearcher searcher,
      VectorFiles.Rows rows,
      VectorFiles.Floors floors,
      int k,
      @Nullable Query filter)
      throws IOException {
    Times times = new Times(rows.count());
    int found = 0;
    for (int i = 0; i < rows.count(); i++) {
      long start = System.nanoTime();
      ScoreDoc[] nearest = nearest(searcher, rows, i, k, filter);
      times.add(start);
      for (ScoreDoc each : nearest) {
        if (floors.isRight(i, 2 * each.score - 1)) {
          found++;
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "{\"ef\": %d, \"recall\": %.4f, %s}%n",
        k,
        found / (double) (rows.count() * VectorFiles.TOP),
        times.json());
  }

  private static ScoreDoc[] nearest(
      IndexSearcher searcher, VectorFiles.Rows rows, int row, int k, @Nullable Query filter)
      throws IOException {
    Query query = new KnnFloatVectorQuery(VECTOR, rows.values(row), k, filter);
    return searcher.search(query, VectorFiles.TOP).scoreDocs;
  }
}

package dev.pictor.spark;

import dev.pictor.batch.PictureRows;
import dev.pictor.bulk.EmbeddedParts;
import dev.pictor.bulk.EmbeddedRow;
import dev.pictor.bulk.PictureItem;
import dev.pictor.clip.ClipModel;
import dev.pictor.clip.ComputeDevice;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.error.InvalidRequest;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.library.PictureRecords;
import java.nio.file.Path;
import java.util.Optional;

/// A model in this process, with all cores that the executor has. The only class here that needs
/// Java 25, so nothing may touch it before that is known.
final class LocalModel implements RowModel {

  private static final String BUNDLED = "pocket";

  private final Embedder embedder;
  private final PictureRows rows;
  private final int threads;

  private LocalModel(Embedder embedder, PictureRows rows, int threads) {
    this.embedder = embedder;
    this.rows = rows;
    this.threads = threads;
  }

  /// @param model a name on the class path, or the folder of a bundle; empty for the bundled one
  /// @param threads cores to be used
  /// @throws InvalidRequest when there is no such model
  static LocalModel open(
      String model, int threads, HadoopStorage storage, boolean privateAddresses) {
    ModelCatalog catalog = ModelCatalog.onClassPath();
    String name = model.isEmpty() ? BUNDLED : model;
    if (model.indexOf('/') >= 0) {
      Path folder = Path.of(model);
      catalog = ModelCatalog.of(folder);
      name = catalog.names().stream().findFirst().orElse(model);
    }
    ClipModel loaded = catalog.load(name, ComputeDevice.processor(threads));
    loaded.selfTest();
    EmbedderConfig usual = EmbedderConfig.defaults();
    PictureLimits limits = PictureLimits.defaults();
    Embedder embedder =
        Embedder.open(
            loaded,
            new PictureDecoder(limits),
            new EmbedderConfig(
                threads,
                usual.queueCapacity(),
                usual.textCacheEntries(),
                usual.textCacheTtl(),
                usual.imageCacheEntries()));
    AddressFetch web = new AddressFetch(limits.maxBytes(), privateAddresses);
    PictureRows rows = new PictureRows(new PictureRecords(embedder, limits), storage, web::bytes);
    return new LocalModel(embedder, rows, threads);
  }

  @Override
  public EmbeddedParts.Model model() {
    return new EmbeddedParts.Model(
        embedder.model().name(), embedder.fingerprint().hex(), embedder.model().dimension());
  }

  @Override
  public long worked() {
    return rows.embedded();
  }

  @Override
  public int atATime() {
    return Math.max(16, 2 * threads);
  }

  @Override
  public Optional<EmbeddedRow> row(PictureItem item) throws InterruptedException {
    return rows.row(item);
  }
}

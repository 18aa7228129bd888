package dev.pictor.server;

import dev.pictor.error.InvalidRequest;
import dev.pictor.opensearch.OpenSearchConfig;
import dev.pictor.opensearch.OpenSearchStore;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.VectorStore;
import java.net.URI;
import java.nio.file.Path;

/// Opens the store that settings name. Stateless.
public final class Stores {

  private Stores() {}

  /// @param folder of the embedded store; others leave it alone
  /// @throws InvalidRequest when the settings do not hold
  /// @throws dev.pictor.error.ServiceException when the store cannot be opened, naming it
  public static VectorStore open(StoreSettings settings, Path folder) {
    StoreSettings checked = settings.checked();
    return switch (checked.engine()) {
      case LUCENE -> LuceneStore.open(folder);
      case OPENSEARCH -> OpenSearchStore.open(openSearch(checked));
      case PINECONE -> throw new InvalidRequest("store: pinecone (expected: lucene)");
    };
  }

  private static OpenSearchConfig openSearch(StoreSettings settings) {
    OpenSearchConfig config =
        OpenSearchConfig.of(settings.urls().stream().map(URI::create).toList());
    if (!settings.user().isEmpty()) {
      config = config.withLogin(settings.user(), settings.password());
    }
    if (!settings.prefix().isEmpty()) {
      config = config.withPrefix(settings.prefix());
    }
    return settings.ca().map(config::withAuthorities).orElse(config);
  }
}

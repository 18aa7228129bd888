package dev.pictor.server;

import dev.pictor.opensearch.OpenSearchConfig;
import dev.pictor.opensearch.OpenSearchStore;
import dev.pictor.remotepinecone.PineconeAccess;
import dev.pictor.remotepinecone.PineconeStore;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.VectorStore;
import java.net.URI;
import java.nio.file.Path;

/// Opens the store that settings name. Stateless.
public final class Stores {

  private Stores() {}

  /// @param folder of the embedded store; others leave it alone
  /// @throws dev.pictor.error.InvalidRequest when the settings do not hold
  /// @throws dev.pictor.error.ServiceException when the store cannot be opened, naming it
  public static VectorStore open(StoreSettings settings, Path folder) {
    StoreSettings checked = settings.checked();
    return switch (checked.engine()) {
      case LUCENE -> LuceneStore.open(folder);
      case OPENSEARCH -> OpenSearchStore.open(openSearch(checked));
      case PINECONE -> PineconeStore.open(pinecone(checked));
    };
  }

  private static PineconeAccess pinecone(StoreSettings settings) {
    int slash = settings.region().indexOf('/');
    return new PineconeAccess(
        URI.create(settings.urls().getFirst()),
        settings.key(),
        settings.ca(),
        settings.region().substring(0, slash),
        settings.region().substring(slash + 1));
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

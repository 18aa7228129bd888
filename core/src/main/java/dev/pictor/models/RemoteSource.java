package dev.pictor.models;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import dev.failsafe.function.CheckedSupplier;
import dev.pictor.error.NotFound;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// A hub, or a server with the same files. Thread-safe.
final class RemoteSource implements HubSource {

  private final HubSettings settings;
  private final HubClient client;
  private final FailsafeExecutor<Object> retries;
  private final String base;

  RemoteSource(HubSettings settings) {
    this.settings = settings;
    this.client = new HubClient(settings);
    this.retries = Failsafe.with(policy(settings));
    this.base = settings.base().toString().replaceAll("/+$", "");
  }

  private static RetryPolicy<Object> policy(HubSettings settings) {
    RetryPolicyBuilder<Object> policy =
        RetryPolicy.builder()
            .handle(TransientFault.class)
            .withMaxRetries(settings.retries())
            .withDelayFn(context -> wished(context.getLastException()));
    Duration pause = settings.pause();
    return pause.isZero()
        ? policy.build()
        : policy.withBackoff(pause.toMillis(), pause.toMillis() * 60, ChronoUnit.MILLIS, 2).build();
  }

  /// The pause that a server asked for; a negative one stands for none.
  private static Duration wished(@Nullable Throwable failure) {
    return failure instanceof TransientFault fault
        ? fault.retryAfter().orElse(Duration.ofNanos(-1))
        : Duration.ofNanos(-1);
  }

  @Override
  public String place() {
    return base;
  }

  @Override
  public String location(Address file) {
    return addresses(file).getFirst().toString();
  }

  @Override
  public List<Listed> list(String repository, String revision) throws IOException {
    String what = "list of " + repository + "@" + revision;
    URI first =
        URI.create(
            "%s/api/models/%s/tree/%s?recursive=true"
                .formatted(
                    base, RepositoryPath.encoded(repository), RepositoryPath.encoded(revision)));
    return patiently(() -> new HubList(client).read(first, what));
  }

  @Override
  public Facts facts(Address file) throws IOException {
    return patiently(
        () -> {
          HubAnswer answer = send("HEAD", file, Map.of());
          answer.response().body().close();
          return new Facts(answer.told().commit(), answer.bytes(), answer.sha256());
        });
  }

  @Override
  public void fetch(Address file, PartFile part) throws IOException {
    FileTransfer transfer = new FileTransfer(settings.stall(), part, name(file));
    while (true) {
      long before = part.length();
      try {
        patiently(
            () -> {
              transfer.take(send("GET", file, transfer.headers()));
              return true;
            });
        return;
      } catch (TransientFault fault) {
        if (part.length() <= before) {
          throw fault;
        }
      }
    }
  }

  /// The first address that has the file; a mirror may keep it in three places.
  private HubAnswer send(String method, Address file, Map<String, String> headers)
      throws IOException {
    List<URI> addresses = addresses(file);
    for (int n = 0; ; n++) {
      try {
        return client.send(method, addresses.get(n), headers, name(file));
      } catch (NotFound missing) {
        if (n == addresses.size() - 1) {
          throw missing;
        }
      }
    }
  }

  private List<URI> addresses(Address file) {
    String repository = RepositoryPath.encoded(file.repository());
    String path = RepositoryPath.encoded(file.path());
    String revision = RepositoryPath.encoded(file.revision());
    List<URI> addresses = new ArrayList<>();
    addresses.add(URI.create("%s/%s/resolve/%s/%s".formatted(base, repository, revision, path)));
    if (settings.mirror()) {
      addresses.add(URI.create("%s/%s/%s".formatted(base, repository, path)));
      addresses.add(URI.create("%s/%s".formatted(base, path)));
    }
    return addresses;
  }

  private static String name(Address file) {
    return "%s of %s@%s".formatted(file.path(), file.repository(), file.revision());
  }

  private <T> T patiently(CheckedSupplier<T> work) throws IOException {
    try {
      return retries.get(work);
    } catch (FailsafeException failed) {
      switch (failed.getCause()) {
        case IOException cause -> throw cause;
        case InterruptedException _ -> {
          Thread.currentThread().interrupt();
          throw new CancellationException("interrupted");
        }
        case null, default -> throw failed;
      }
    }
  }
}

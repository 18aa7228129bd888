package dev.pictor.http;

import dev.pictor.error.ServiceException;

/// How a wire writes failures. Thread-safe.
public interface ErrorFormat {
  /// One exhaustive switch over the family.
  Reply service(ServiceException failure, Call call);

  Reply protocol(HttpFailure failure, Call call);

  /// A bug; it is logged by the caller with the request's id. Tells nothing of the inside.
  Reply fault(Call call);
}

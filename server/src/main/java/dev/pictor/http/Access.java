package dev.pictor.http;

/// Whether a route needs an API key when keys are configured.
public enum Access {
  KEY,
  OPEN
}

package dev.pictor.spark;

import java.io.Serializable;

/// What an embedding job is to do.
///
/// @param input a folder, a `.tar`, or a list, on any storage that Hadoop knows
/// @param output a folder for the parts
/// @param server that embeds; of an empty address when the executors do it themselves
/// @param model a name, or a folder with a bundle; empty for the usual one
/// @param partRows rows of a part
/// @param retryErrors whether pictures that got an error are tried again
/// @param privateAddresses whether addresses of private networks may be fetched
record EmbedSpec(
    String input,
    String output,
    ServerOptions server,
    String model,
    int partRows,
    boolean retryErrors,
    boolean privateAddresses)
    implements Serializable {

  private static final long serialVersionUID = 1;

  boolean byServer() {
    return !server.url().isEmpty();
  }
}

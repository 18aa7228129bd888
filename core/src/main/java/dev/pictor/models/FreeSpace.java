package dev.pictor.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much a disk can still take.
@FunctionalInterface
interface FreeSpace {

  /// That of the operating system.
  FreeSpace OF_DISK = folder -> Files.getFileStore(folder).getUsableSpace();

  /// @param folder that exists on the disk
  long usableBytes(Path folder) throws IOException;
}

package dev.pictor.store;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The file system of the machine, on which each change may be refused. Reading goes on.
final class FaultyDisk extends FileSystemProvider {

  /// What may be refused.
  enum Step {
    CREATE_FOLDER,
    CREATE_FILE,
    WRITE,
    SYNC,
    MOVE,
    LINK,
    DELETE
  }

  /// Says what happens to a change.
  interface Fault {
    /// @throws IOException when the change is not to happen
    void before(Step step, Path file) throws IOException;

    /// The change has happened.
    default void after(Step step, Path file) throws IOException {}
  }

  private final FileSystem fileSystem = new FaultyFileSystem(this);
  private volatile Fault fault = (_, _) -> {};

  /// `folder` as it is seen on this disk.
  Path path(Path folder) {
    return new FaultyPath(this, folder);
  }

  void fault(Fault changed) {
    fault = changed;
  }

  FileSystem fileSystem() {
    return fileSystem;
  }

  /// A change that may throw.
  interface Change<T> {
    T make() throws IOException;
  }

  <T> T change(Step step, Path file, Change<T> change) throws IOException {
    Fault current = fault;
    current.before(step, file);
    T result = change.make();
    current.after(step, file);
    return result;
  }

  private static Path real(Path path) {
    return FaultyPath.real(path);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Set<OpenOption> all = new HashSet<>(options);
    boolean creates =
        (all.contains(StandardOpenOption.CREATE) || all.contains(StandardOpenOption.CREATE_NEW))
            && !Files.exists(real(path));
    boolean writes =
        all.contains(StandardOpenOption.WRITE) || all.contains(StandardOpenOption.APPEND);
    Change<FileChannel> open = () -> FileChannel.open(real(path), all, attributes);
    FileChannel channel =
        creates || writes ? change(Step.CREATE_FILE, real(path), open) : open.make();
    return new FaultyChannel(this, real(path), channel);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    if (Files.exists(real(folder))) {
      Files.createDirectory(real(folder)); // says that it exists
    }
    change(Step.CREATE_FOLDER, real(folder), () -> Files.createDirectory(real(folder), attributes));
  }

  @Override
  public void delete(Path path) throws IOException {
    change(
        Step.DELETE,
        real(path),
        () -> {
          Files.delete(real(path));
          return path;
        });
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    change(Step.MOVE, real(target), () -> Files.move(real(source), real(target), options));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    change(Step.WRITE, real(target), () -> Files.copy(real(source), real(target), options));
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    change(Step.LINK, real(link), () -> Files.createLink(real(link), real(existing)));
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(real(folder))) {
      for (Path each : stream) {
        if (filter.accept(path(each))) {
          all.add(path(each));
        }
      }
    }
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return all.iterator();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return Files.isSameFile(real(one), real(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return Files.isHidden(real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return Files.getFileStore(real(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    real(path).getFileSystem().provider().checkAccess(real(path), modes);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return Files.getFileAttributeView(real(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return Files.readAttributes(real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return Files.readAttributes(real(path), names, options);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options)
      throws IOException {
    Files.setAttribute(real(path), name, value, options);
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return fileSystem;
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }
}

package dev.pictor.duplicates;

import dev.pictor.error.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tells files apart that are reached by several names: hard links, symbolic links, folders linked
/// into others, uploads of the same bytes. Removing one name of such a file frees nothing, and may
/// take the file away from the others, so they are not copies. Stateless.
final class PhysicalFiles {

  private record Name(GroupMember member, boolean link) {}

  private PhysicalFiles() {}

  /// One of the names of each file that is there; a name that is no link itself comes first.
  static List<GroupMember> distinct(List<GroupMember> members, Pictures pictures) {
    Map<Object, List<Name>> byFile = new LinkedHashMap<>();
    for (GroupMember member : members) {
      try {
        Path path = pictures.file(member.id());
        byFile
            .computeIfAbsent(key(path), _ -> new ArrayList<>(1))
            .add(new Name(member, isLinked(path)));
      } catch (IOException | ServiceException gone) {
        // Not there, so no copy.
      }
    }
    return byFile.values().stream()
        .map(
            names ->
                names.stream()
                    .min(
                        Comparator.comparing(Name::link)
                            .thenComparingInt(each -> each.member().id().length())
                            .thenComparing(each -> each.member().id()))
                    .orElseThrow()
                    .member())
        .toList();
  }

  /// The same for all names of one file, as far as the system tells; on Windows not for hard links,
  /// which the last look before a removal finds.
  private static Object key(Path path) throws IOException {
    Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    return key == null ? path.toRealPath() : key;
  }

  /// Whether a link is anywhere on the way to the file.
  private static boolean isLinked(Path path) throws IOException {
    return !path.toRealPath().equals(path.toRealPath(LinkOption.NOFOLLOW_LINKS));
  }
}

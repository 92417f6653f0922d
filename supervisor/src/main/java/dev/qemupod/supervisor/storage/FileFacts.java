package dev.qemupod.supervisor.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What stat(2) tells about a path, symbolic links followed.
 *
 * @param kind what is there
 * @param size bytes, of a regular file; 0 for anything else
 * @param identity the same for two names of the same file or device
 */
record FileFacts(Kind kind, long size, String identity) {
  private static final int TYPE_MASK = 0170000;
  private static final int REGULAR_FILE = 0100000;
  private static final int BLOCK_DEVICE = 0060000;
  private static final int DIRECTORY = 0040000;

  enum Kind {
    MISSING,
    /** A symbolic link to nothing. */
    DANGLING,
    /** A folder on the way to it can not be searched. */
    DENIED,
    REGULAR,
    BLOCK,
    DIRECTORY,
    /** A character device, a socket or a pipe. */
    OTHER
  }

  static FileFacts of(Path path) {
    try {
      Map<String, Object> facts = Files.readAttributes(path, "unix:mode,size,dev,ino,rdev");
      int type = (Integer) facts.getOrDefault("mode", 0) & TYPE_MASK;
      if (type == BLOCK_DEVICE) {
        return new FileFacts(Kind.BLOCK, 0, "device " + facts.get("rdev"));
      }
      String identity = facts.get("dev") + " " + facts.get("ino");
      if (type == REGULAR_FILE) {
        return new FileFacts(Kind.REGULAR, (Long) facts.getOrDefault("size", 0L), identity);
      }
      return new FileFacts(type == DIRECTORY ? Kind.DIRECTORY : Kind.OTHER, 0, identity);
    } catch (NoSuchFileException absent) {
      boolean link = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
      return new FileFacts(link ? Kind.DANGLING : Kind.MISSING, 0, name(path));
    } catch (AccessDeniedException denied) {
      return new FileFacts(Kind.DENIED, 0, name(path));
    } catch (IOException failed) {
      return new FileFacts(Kind.MISSING, 0, name(path));
    }
  }

  private static String name(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }
}

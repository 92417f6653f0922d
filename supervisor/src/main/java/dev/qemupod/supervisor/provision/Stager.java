package dev.qemupod.supervisor.provision;

import java.io.IOException;
import java.nio.file.Path;

/** Puts content into a file that only this user can read. */
@FunctionalInterface
public interface Stager {
  /** The file that now holds the content. */
  Path stage(String name, byte[] content) throws IOException;
}

package dev.qemupod.supervisor.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What this pod's passt can do, and as whom it has to run.
 *
 * @param namesHost whether it knows {@code --hostname}, which came in 2025
 * @param runAs user and group for {@code --runas}; empty: its own
 */
public record PasstProgram(boolean namesHost, String runAs) {
  /**
   * Asks it. Its version says nothing where a distribution made it from a snapshot, so its help is
   * read.
   *
   * @param program its name or path
   * @param root where /proc is
   * @throws IOException if it can not be started
   */
  public static PasstProgram look(String program, Path root) throws IOException {
    String help = ProgramOutput.of(List.of(program, "--help"));
    Identity identity = Identity.parse(new SmallFiles(root).read("/proc/self/status"));
    // As root it would become nobody, who may not write into this run's private folder.
    String runAs = identity.uid() == 0 ? "0:" + Math.max(0, identity.gid()) : "";
    return new PasstProgram(help.contains("--hostname"), runAs);
  }
}

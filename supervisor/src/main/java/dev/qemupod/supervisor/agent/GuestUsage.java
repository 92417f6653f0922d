package dev.qemupod.supervisor.agent;

import java.util.List;

/** What the guest says it uses, unchecked; empty where it was not asked or did not answer. */
public record GuestUsage(List<GuestFilesystem> filesystems, List<GuestInterface> interfaces) {
  /** Nothing known. */
  public static final GuestUsage NONE = new GuestUsage(List.of(), List.of());

  public GuestUsage {
    filesystems = List.copyOf(filesystems);
    interfaces = List.copyOf(interfaces);
  }

  /** The same with other file systems. */
  public GuestUsage withFilesystems(List<GuestFilesystem> newFilesystems) {
    return new GuestUsage(newFilesystems, interfaces);
  }

  /** The same with other interfaces. */
  public GuestUsage withInterfaces(List<GuestInterface> newInterfaces) {
    return new GuestUsage(filesystems, newInterfaces);
  }
}

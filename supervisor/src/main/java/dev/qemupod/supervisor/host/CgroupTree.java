package dev.qemupod.supervisor.host;

import dev.qemupod.supervisor.host.PodLimits.CgroupVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the supervisor's own control group is visible, controller by controller: a node may have
 * some controllers in v1 hierarchies and others in the v2 tree.
 *
 * @param version what is mounted
 * @param memory the group that limits memory
 * @param cpu the group that limits CPU time
 * @param cpuset the group that lists the CPUs
 */
record CgroupTree(CgroupVersion version, Group memory, Group cpu, Group cpuset) {
  private static final String USUAL_MOUNT_POINT = "/sys/fs/cgroup";

  /**
   * A group and its ancestors.
   *
   * @param unified whether its files are those of v2
   * @param levels folders from the own group up to the visible root, which is last; empty when the
   *     controller is not mounted. An inner folder may not exist: the own path is not always true
   *     inside a container.
   */
  record Group(boolean unified, List<String> levels) {
    Group {
      levels = List.copyOf(levels);
    }

    /** The file's text in the innermost folder that has it. */
    @Nullable String readInnermost(SmallFiles files, String name) {
      for (String level : levels) {
        String text = files.read(level + "/" + name);
        if (text != null) {
          return text;
        }
      }
      return null;
    }
  }

  /** Resolves the own groups of {@code /proc/self/cgroup} against what is mounted. */
  static CgroupTree locate(SmallFiles files) {
    String own = files.read("/proc/self/cgroup");
    List<CgroupMount> mounts = CgroupMount.parse(files.read("/proc/self/mountinfo"));
    return new CgroupTree(
        version(mounts),
        group(mounts, own, "memory"),
        group(mounts, own, "cpu"),
        group(mounts, own, "cpuset"));
  }

  private static CgroupVersion version(List<CgroupMount> mounts) {
    boolean controllers = false;
    boolean unified = false;
    for (CgroupMount mount : mounts) {
      unified |= mount.unified();
      controllers |= mount.carries("memory") || mount.carries("cpu") || mount.carries("cpuset");
    }
    if (controllers) {
      return unified ? CgroupVersion.HYBRID : CgroupVersion.V1;
    }
    return unified ? CgroupVersion.V2 : CgroupVersion.NONE;
  }

  private static Group group(List<CgroupMount> mounts, @Nullable String own, String controller) {
    CgroupMount legacy = null;
    CgroupMount unified = null;
    for (CgroupMount mount : mounts) {
      if (mount.unified()) {
        unified = better(unified, mount);
      } else if (mount.carries(controller)) {
        legacy = better(legacy, mount);
      }
    }
    if (legacy != null) {
      return new Group(false, levels(legacy, ownPath(own, controller)));
    }
    if (unified != null) {
      return new Group(true, levels(unified, ownPath(own, "")));
    }
    return new Group(false, List.of());
  }

  /** Node agents mount the host's tree a second time elsewhere; a later mount hides an earlier. */
  private static CgroupMount better(@Nullable CgroupMount known, CgroupMount candidate) {
    return known == null || candidate.mountPoint().startsWith(USUAL_MOUNT_POINT)
        ? candidate
        : known;
  }

  /**
   * The path of a line {@code id:controllers:path} (cgroups(7)); an empty controller list is v2's.
   */
  private static String ownPath(@Nullable String own, String controller) {
    if (own == null) {
      return "/";
    }
    for (int start = 0; start < own.length(); ) {
      int end = KernelText.lineEnd(own, start);
      int first = own.indexOf(':', start);
      int second = first < 0 ? -1 : own.indexOf(':', first + 1);
      if (second > 0
          && second < end
          && CgroupMount.containsWord(own.substring(first + 1, second), controller)) {
        return own.substring(second + 1, end);
      }
      start = end + 1;
    }
    return "/";
  }

  private static List<String> levels(CgroupMount mount, String ownPath) {
    List<String> levels = new ArrayList<>();
    String below = below(mount.root(), ownPath);
    while (!below.isEmpty()) {
      levels.add(mount.mountPoint() + below);
      below = below.substring(0, below.lastIndexOf('/'));
    }
    levels.add(mount.mountPoint());
    return levels;
  }

  /**
   * The own path relative to the mounted root, empty for the root itself.
   *
   * <p>A path that is not below the root is the host's name of the container's own group (docker
   * and podman on v1 mount just that group), or leads out of the cgroup namespace ({@code /../x});
   * in both cases the mount point is the closest group that can be seen. Where the host's whole
   * tree is mounted into a cgroup namespace (root {@code /../..}) the names in between are not
   * told, and limits below the mount point go unseen.
   */
  private static String below(String root, String ownPath) {
    if (!ownPath.startsWith("/") || ownPath.contains("/..")) {
      return "";
    }
    String path = ownPath.endsWith("/") ? ownPath.substring(0, ownPath.length() - 1) : ownPath;
    if (root.equals("/")) {
      return path;
    }
    return path.startsWith(root + "/") ? path.substring(root.length()) : "";
  }
}

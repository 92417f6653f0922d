package dev.qemupod.deploy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeDevice;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The files of a pod in a folder of the test, so that the supervisor can read its configuration as
 * it would in the pod: config maps with their content, claims as empty folders.
 */
final class PodFiles {
  /** Variables that name a file which has to be on a claim already. */
  private static final Pattern EXISTING =
      Pattern.compile("QEMU_(CDROM|KERNEL|INITRD|HD[A-D]_BASE)");

  /** A file that is named within a value. */
  private static final Pattern NAMED = Pattern.compile("(?<=,file=)\\S+");

  private final Path root;
  private final Map<String, Path> mounts = new TreeMap<>();

  private PodFiles(Path root) {
    this.root = root;
  }

  /** The environment with the paths as they are in the folder. */
  static Map<String, String> environment(
      Bundle bundle, Bundle.Workload workload, Container container, Path root) throws IOException {
    PodFiles files = new PodFiles(root);
    for (VolumeMount mount : container.getVolumeMounts()) {
      Path folder = Files.createDirectories(files.place(mount.getMountPath()));
      for (Volume volume : workload.spec().getVolumes()) {
        if (volume.getName().equals(mount.getName()) && volume.getConfigMap() != null) {
          files.write(bundle.configMap(volume.getConfigMap().getName()).orElseThrow(), folder);
        }
      }
    }
    for (VolumeDevice device : container.getVolumeDevices()) {
      Path file = files.place(device.getDevicePath());
      Files.createDirectories(root.resolve(file).getParent());
      Files.write(file, new byte[1 << 20]);
    }
    Map<String, String> environment = new TreeMap<>();
    for (Map.Entry<String, String> variable : PodEnvironment.of(bundle, container).entrySet()) {
      String value =
          NAMED
              .matcher(files.moved(variable.getValue()))
              .replaceAll(named -> files.moved(named.group()));
      if (EXISTING.matcher(variable.getKey()).matches() && value.startsWith(root.toString())) {
        Files.writeString(Path.of(value), "an image");
      }
      for (Path named : NAMED.matcher(value).results().map(r -> Path.of(r.group())).toList()) {
        Files.writeString(named, "of a Secret, which is made by hand");
      }
      environment.put(variable.getKey(), value);
    }
    // The default of the variable is a path, too.
    Path images = files.mounts.get("/disks");
    if (images != null) {
      environment.putIfAbsent("QEMU_IMAGE_DIR", images.toString());
    }
    return environment;
  }

  private Path place(String path) {
    Path place = root.resolve(path.substring(1));
    mounts.put(path, place);
    return place;
  }

  private void write(ConfigMap map, Path folder) throws IOException {
    for (Map.Entry<String, String> file : map.getData().entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }

  private String moved(String value) {
    for (Map.Entry<String, Path> mount : mounts.entrySet()) {
      if (value.equals(mount.getKey()) || value.startsWith(mount.getKey() + "/")) {
        return mount.getValue() + value.substring(mount.getKey().length());
      }
    }
    return value;
  }
}

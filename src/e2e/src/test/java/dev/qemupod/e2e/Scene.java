package dev.qemupod.e2e;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Everything a test creates outside of itself: removed after it whatever happens, and told about
 * when it fails. Names are unique, so that others on the machine are left alone.
 */
final class Scene
    implements AfterEachCallback,
        AfterAllCallback,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {
  /** The image's user and group. */
  private static final int IMAGE_USER = 65532;

  private final boolean shared;
  private final List<VmContainer> containers = new ArrayList<>();
  private final Deque<Removal> removals = new ArrayDeque<>();

  private Scene(boolean shared) {
    this.shared = shared;
  }

  /** For a field of each test. */
  static Scene ofTest() {
    return new Scene(false);
  }

  /** For a class with one instance (PER_CLASS): what it has is shared by all its tests. */
  static Scene ofClass() {
    return new Scene(true);
  }

  private interface Removal {
    void run() throws IOException, InterruptedException;
  }

  /** Runs a container of the image. */
  VmContainer run(VmSpec spec) throws IOException {
    VmContainer container = VmContainer.run(uniqueName("vm"), spec);
    containers.add(container);
    removals.push(container::remove);
    return container;
  }

  /** Plays a pod spec, and follows its container {@code vm}. */
  VmContainer play(PodSpec pod) throws IOException, InterruptedException {
    for (String volume : pod.volumes()) {
      removals.push(() -> Podman.run("volume", "rm", "--force", volume).orFail());
    }
    removals.push(() -> remove(pod));
    return applied(pod);
  }

  /** Removes a pod that was played, but not its volumes, and plays it once more. */
  VmContainer playAgain(PodSpec pod) throws IOException, InterruptedException {
    remove(pod);
    return applied(pod.withoutClaims());
  }

  private VmContainer applied(PodSpec pod) throws IOException, InterruptedException {
    Path file = Files.writeString(directory("spec").resolve("pod.yaml"), pod.yaml());
    Podman.run("kube", "play", file.toString()).orFail();
    VmContainer container = VmContainer.follow(pod.name() + "-vm");
    containers.add(container);
    return container;
  }

  private static void remove(PodSpec pod) throws IOException, InterruptedException {
    Podman.run("pod", "rm", "--force", "--ignore", "--time=0", pod.name()).orFail();
  }

  /** Makes a volume that a pod's claim is to find, with a copy of the micro Linux's disk in it. */
  void volumeWithDisk(String volume, String file) throws IOException, InterruptedException {
    volumeWithDisk(volume, file, "micro-linux/disk.qcow2");
  }

  /** The same with the disk of another test guest. */
  void volumeWithDisk(String volume, String file, String guest)
      throws IOException, InterruptedException {
    Podman.run("volume", "create", volume).orFail();
    removals.push(() -> Podman.run("volume", "rm", "--force", volume).orFail());
    copyOfGuest(guest, Podman.volume(volume).resolve(file));
  }

  /** A folder on the host that the image's user may write to. */
  Path directory(String name) throws IOException {
    Path directory = Files.createTempDirectory("qemu-pod-e2e-" + name + "-");
    removals.push(() -> deleteTree(directory));
    // The folder of a volume is open to all who are in it; createTempDirectory's is not.
    directory.toFile().setExecutable(true, false);
    directory.toFile().setReadable(true, false);
    return ownedByImage(directory);
  }

  /** A file of the image's user. */
  static Path file(Path path, String text) throws IOException {
    return ownedByImage(Files.writeString(path, text));
  }

  /** A copy of a test guest's disk, the image user's own. */
  Path copyOfGuest(String guest, Path target) throws IOException {
    return ownedByImage(
        Files.copy(Podman.REPOSITORY.resolve("test-images/target/" + guest), target));
  }

  /** An empty file that the image's user may write to, as the kubelet mounts one. */
  Path terminationLog() throws IOException {
    return ownedByImage(Files.createFile(directory("termination").resolve("termination-log")));
  }

  /** A name that nobody else on this machine has. */
  static String uniqueName(String what) {
    return "qemu-pod-e2e-" + what + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static Path ownedByImage(Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", IMAGE_USER);
    Files.setAttribute(path, "unix:gid", IMAGE_USER);
    return path;
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw withStory(failure);
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw withStory(failure);
  }

  private Throwable withStory(Throwable failure) throws Exception {
    StringBuilder story = new StringBuilder();
    for (VmContainer container : containers) {
      story.append('\n').append(container.story());
    }
    return new AssertionError(failure.getMessage() + story, failure);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    if (!shared) {
      removeAll();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    removeAll();
  }

  /** The last created first; one that fails does not keep the others. */
  private void removeAll() {
    AssertionError failures = new AssertionError("not everything could be removed");
    while (!removals.isEmpty()) {
      try {
        removals.pop().run();
      } catch (IOException | InterruptedException | AssertionError failure) {
        failures.addSuppressed(failure);
      }
    }
    if (failures.getSuppressed().length > 0) {
      throw failures;
    }
  }

  private static void deleteTree(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

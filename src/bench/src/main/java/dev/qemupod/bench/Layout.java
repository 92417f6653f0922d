package dev.qemupod.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where everything is, seen from the root of the repository.
 *
 * @param supervisor the launcher of the distribution that is measured
 * @param guest the bare-metal guest
 * @param linux the folder of the micro Linux
 * @param tools the compiled C programs
 * @param classes the compiled classes of this module
 * @param work for files that the measurements make
 * @param reports where the report goes
 */
record Layout(
    Path supervisor, Path guest, Path linux, Path tools, Path classes, Path work, Path reports) {

  /** The places below a root, checked. */
  static Layout below(Path root) throws BenchException {
    Path target = root.resolve("src/bench/target");
    Layout layout =
        new Layout(
            root.resolve("supervisor/target/dist/bin/qemu-pod"),
            root.resolve("test-images/target/bare-metal/multiboot.elf"),
            root.resolve("test-images/target/micro-linux"),
            target.resolve("tools"),
            target.resolve("classes"),
            target.resolve("work"),
            target);
    require(layout.supervisor, "./dev build");
    require(layout.guest, "test-images/build");
    require(layout.stopwatch(), "src/bench/run");
    require(layout.stub(), "src/bench/run");
    return layout;
  }

  /** The micro Linux's kernel. */
  Path kernel() {
    return linux.resolve("vmlinuz");
  }

  /** Its initrd with the guest agent. */
  Path initrd() {
    return linux.resolve("initrd-agent.gz");
  }

  /** The one without. */
  Path plainInitrd() {
    return linux.resolve("initrd.gz");
  }

  /** What is put behind that for fio. */
  Path fioInitrd() {
    return linux.resolveSibling("fio").resolve("initrd.gz");
  }

  /** A file of the Debian guest. */
  Path debian(String name) {
    return linux.resolveSibling("debian").resolve(name);
  }

  /** The folder that has stress-ng and what it needs. */
  Path stressRoot() {
    return linux.resolveSibling("stress").resolve("root");
  }

  /** A disk with the same files. */
  Path stressDisk() {
    return linux.resolveSibling("stress").resolve("disk.qcow2");
  }

  /** The program that measures a start. */
  Path stopwatch() {
    return tools.resolve("stopwatch");
  }

  /** What is started in qemu's place. */
  Path stub() {
    return tools.resolve("qemu-stub");
  }

  /** The program that drops files from the page cache. */
  Path evict() {
    return tools.resolve("evict");
  }

  /** The FIFO through which the stub says that it runs. */
  Path started() {
    return tools.resolve("qemu-stub.started");
  }

  /** The same, if the micro Linux is there too. */
  Layout withLinux() throws BenchException {
    require(kernel(), "test-images/build");
    require(initrd(), "test-images/build");
    return this;
  }

  /** The same, if fio is there too. */
  Layout withFio() throws BenchException {
    require(fioInitrd(), "test-images/build");
    return this;
  }

  /** The same, if Debian and stress-ng are there too. */
  Layout withDebian() throws BenchException {
    require(debian("disk.qcow2"), "test-images/build");
    require(stressDisk(), "test-images/build");
    return this;
  }

  private static void require(Path path, String builder) throws BenchException {
    if (!Files.isReadable(path)) {
      throw new BenchException(path + " is missing: " + builder + " makes it");
    }
  }
}

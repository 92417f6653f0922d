package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.config.DiskConfig;
import dev.qemupod.supervisor.config.Problems;
import dev.qemupod.supervisor.machine.Device;
import dev.qemupod.supervisor.storage.QemuImage.QemuImageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Creates, grows and overlays disks, and never destroys data.
 *
 * <p>Every disk is looked at before any is changed: when one has a problem, nothing is touched.
 */
public final class DiskPreparer {
  private final QemuImage qemuImage;

  /** A preparer that runs {@code qemu-img} from the PATH. */
  public DiskPreparer() {
    this("qemu-img");
  }

  /** A preparer that runs another {@code qemu-img}. */
  public DiskPreparer(String qemuImageBinary) {
    this.qemuImage = new QemuImage(qemuImageBinary);
  }

  /**
   * What was seen.
   *
   * @param plans one a disk, in order, without those that have errors
   * @param problems all of them
   * @param kind what the exit code tells if there are errors
   */
  public record Inspection(List<DiskPlan> plans, Problems problems, StorageException.Kind kind) {
    public Inspection {
      plans = List.copyOf(plans);
    }

    /** The most that qemu keeps in memory of the tables of all qcow2 images. */
    public long tableBytes() {
      long bytes = 0;
      for (DiskPlan plan : plans) {
        bytes += plan.tableBytes();
      }
      return bytes;
    }
  }

  /** Looks at the disks and plans what is to be done; changes nothing and runs nothing. */
  public Inspection inspect(List<DiskConfig> disks) {
    Findings findings = new Findings();
    List<DiskPlan> plans = new ArrayList<>();
    for (DiskConfig disk : disks) {
      Optional<DiskPlan> plan = new DiskInspector(disk, findings).inspect();
      if (plan.isPresent()) {
        plans.add(plan.get());
      }
    }
    return new Inspection(plans, findings.problems(), findings.kind());
  }

  /** Carries the plans out. */
  public List<PreparedDisk> apply(Inspection inspection) throws StorageException {
    if (!inspection.problems().errors().isEmpty()) {
      throw new StorageException(inspection.kind(), inspection.problems().errors());
    }
    List<PreparedDisk> prepared = new ArrayList<>();
    for (DiskPlan plan : inspection.plans()) {
      prepared.add(apply(plan));
    }
    return prepared;
  }

  /** Looks at the disks, then makes them ready. */
  public List<PreparedDisk> prepare(List<DiskConfig> disks) throws StorageException {
    return apply(inspect(disks));
  }

  private PreparedDisk apply(DiskPlan plan) throws StorageException {
    if (plan.backing().isPresent()) {
      seal(plan, plan.backing().get());
    }
    if (plan.change() instanceof DiskChange.Nothing) {
      return plan.prepared();
    }
    Path path = plan.config().path();
    try {
      switch (plan.change()) {
        case DiskChange.Nothing nothing -> {
          return plan.prepared();
        }
        case DiskChange.Fetch fetch -> throw new IllegalStateException(fetch.describe());
        case DiskChange.FetchBase fetch -> throw new IllegalStateException(fetch.describe());
        case DiskChange.Grow grow -> {
          qemuImage.grow(path, plan.format().qemuName(), grow.to());
          return plan.prepared();
        }
        case DiskChange.Create create ->
            publish(path, target -> qemuImage.create(target, create.format(), create.size()));
        case DiskChange.Overlay overlay ->
            publish(path, target -> qemuImage.createOverlay(target, overlay));
      }
      return created(plan);
    } catch (QemuImageException failed) {
      throw failure(plan, failed);
    } catch (IOException failed) {
      throw new StorageException(
          StorageException.Kind.CONFIGURATION,
          plan.config().variable(),
          "could not be created at " + path + ": " + failed);
    }
  }

  /**
   * Remembers which base an overlay has; before it is made, so that none is taken for older than
   * its note. One that was made elsewhere is taken as it comes.
   */
  private static void seal(DiskPlan plan, Device.Backing base) {
    Path overlay = plan.config().path();
    boolean isNew = plan.change() instanceof DiskChange.Overlay;
    if (base.blockDevice() || plan.blockDevice() || (!isNew && BaseSeal.isKept(overlay))) {
      return;
    }
    try {
      BaseSeal.keep(overlay, base.path());
    } catch (IOException noPlace) {
      // As beside a file that is itself a volume. Nothing known is better than something outdated.
      BaseSeal.memory(overlay).forget();
    }
  }

  /** Only now can the new file tell whether it can be opened past the page cache. */
  private static PreparedDisk created(DiskPlan plan) throws StorageException {
    boolean direct = DirectIo.works(plan.config().path());
    Findings findings = new Findings();
    if (!CachePolicy.check(plan.config(), direct, findings)) {
      throw new StorageException(findings.kind(), findings.problems().errors());
    }
    CachePolicy.Choice modes = CachePolicy.choose(plan.config(), direct);
    return plan.prepared(modes.cache(), modes.aio());
  }

  /**
   * Makes the image under another name, then gives it its own in one step: a start that is killed
   * in between leaves no half image, and a file that has appeared meanwhile is not overwritten.
   */
  private static void publish(Path path, Creation creation) throws QemuImageException, IOException {
    Path absolute = path.toAbsolutePath();
    String suffix = ".new-" + Long.toString(System.nanoTime(), 36);
    Path temporary = absolute.resolveSibling("." + absolute.getFileName() + suffix);
    if (Files.exists(path) && !Files.isWritable(absolute.resolveSibling(""))) {
      creation.at(path);
      return;
    }
    try {
      creation.at(temporary);
      moveIntoPlace(temporary, path, creation);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void moveIntoPlace(Path temporary, Path path, Creation creation)
      throws QemuImageException, IOException {
    try {
      Files.createLink(path, temporary);
    } catch (FileAlreadyExistsException there) {
      replaceEmpty(temporary, path, creation);
    } catch (IOException | UnsupportedOperationException noHardLinks) {
      if (Files.exists(path)) {
        throw new FileAlreadyExistsException(path.toString());
      }
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void replaceEmpty(Path temporary, Path path, Creation creation)
      throws QemuImageException, IOException {
    if (Files.size(path) != 0) {
      throw new FileAlreadyExistsException(path.toString(), null, "appeared during the start");
    }
    try {
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException mountPoint) {
      // A file that is itself a volume can not be replaced, only filled.
      creation.at(path);
    }
  }

  private static StorageException failure(DiskPlan plan, QemuImageException failed) {
    if (failed.notRun()) {
      return new StorageException(
          StorageException.Kind.FACILITY,
          plan.config().variable(),
          "is to be "
              + plan.change().describe()
              + ", which needs qemu-img, but it can not be run ("
              + failed.getMessage()
              + "): install it into the image (package qemu-img or qemu-utils)");
    }
    return new StorageException(
        StorageException.Kind.CONFIGURATION,
        plan.config().variable(),
        "could not be "
            + plan.change().describe()
            + " at "
            + plan.config().path()
            + ": qemu-img said: "
            + failed.getMessage());
  }

  /** Writes an image to a path. */
  private interface Creation {
    void at(Path path) throws QemuImageException;
  }
}

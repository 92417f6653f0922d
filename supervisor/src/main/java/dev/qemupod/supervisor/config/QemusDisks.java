package dev.qemupod.supervisor.config;

import dev.qemupod.supervisor.config.QemusStorage.DataDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Translates qemus/qemu's names for disks and for what is booted.
 *
 * <p>The order is its: the disk with the data first, then the boot medium, unless {@code
 * BOOT_INDEX} puts that before it; then the further disks.
 */
final class QemusDisks {
  private static final int FIRST_DISK_INDEX = 3;
  private static final int MOST_DISKS = 6;
  private static final String DEFAULT_SIZE = "64Gi";

  private final QemusDraft draft;
  private final List<Slot> slots = new ArrayList<>();

  QemusDisks(QemusDraft draft) {
    this.draft = draft;
  }

  /**
   * A disk to be.
   *
   * @param name the name that stands for it in messages
   * @param format empty: as it is found
   * @param size empty: as it is found
   */
  private record Slot(String name, String path, String format, Size size, String base) {}

  /** A size, and the name that says it. */
  private record Size(String name, String text, boolean written) {
    static final Size NONE = new Size("", "", false);
  }

  void read() {
    QemusStorage storage = new QemusStorage(draft);
    QemusBoot boot = QemusBoot.read(draft, storage);
    boolean own = draft.isExplicit(VariableCatalog.DISKS.get(0).path().name());
    if (!own && !hasNoDisk()) {
      addFirst(storage, boot);
    }
    boolean mediumFirst = addMedium(boot);
    if (boot.isFetchedCdrom()) {
      draft.imply("STORAGE", VariableCatalog.IMAGE_DIR.name(), storage.folder().toString());
    }
    if (mediumFirst && slots.size() > 1) {
      slots.addFirst(slots.removeLast());
    }
    for (int number = 2; number <= MOST_DISKS; number++) {
      addFurther(storage, number);
    }
    mapSlots();
    if (own) {
      mapOwn(boot);
    }
    others();
  }

  private boolean hasNoDisk() {
    return draft.word("DISK_TYPE").equals("none")
        || draft.flag("DISK_DISABLE") == QemusDraft.Switch.ON;
  }

  private void addFirst(QemusStorage storage, QemusBoot boot) {
    Optional<Slot> device = device(storage, "DEVICE", 1);
    if (device.isPresent()) {
      slots.add(device.get());
      return;
    }
    if (!storage.exists()) {
      if (!boots()) {
        storage.refuseMissing();
      }
      return;
    }
    DataDisk disk = storage.data();
    if (boot.base().isEmpty()) {
      slots.add(new Slot("STORAGE", disk.path().toString(), disk.format(), size("DISK_SIZE"), ""));
      return;
    }
    // The image stays as it was fetched; what the guest writes is beside it.
    Size size = size("DISK_SIZE");
    slots.add(
        new Slot(
            "BOOT",
            storage.overlay().toString(),
            "",
            size.written() ? size : Size.NONE,
            boot.base().get()));
  }

  /** Whether the user has set something to boot in this program's own names. */
  private boolean boots() {
    return draft.isExplicit(VariableCatalog.CDROM.name())
        || draft.isExplicit(VariableCatalog.KERNEL.name());
  }

  private boolean addMedium(QemusBoot boot) {
    int index = FIRST_DISK_INDEX;
    if (draft.isSet("BOOT_INDEX")) {
      index = PortNumber.parse(draft.value("BOOT_INDEX"));
      if (index < 0) {
        draft.refuse("BOOT_INDEX", "a number", "write 1 to boot the medium before the disk");
      }
    }
    boolean first = index >= 0 && index < FIRST_DISK_INDEX;
    if (boot.cdrom().isPresent()) {
      draft.map("BOOT", VariableCatalog.CDROM.name(), boot.cdrom().get());
      if (first) {
        draft.map("BOOT_INDEX", VariableCatalog.BOOT.name(), "order=dc");
      }
    }
    if (boot.disk().isPresent()) {
      String path = boot.disk().get();
      slots.add(new Slot("BOOT", path, path.endsWith(".qcow2") ? "qcow2" : "raw", Size.NONE, ""));
      return first;
    }
    return false;
  }

  private void addFurther(QemusStorage storage, int number) {
    Optional<Slot> device = device(storage, "DEVICE" + number, number);
    if (device.isPresent()) {
      slots.add(device.get());
      return;
    }
    String name = "DISK" + number + "_SIZE";
    if (draft.isSet(name) || storage.hasFurther(number)) {
      DataDisk disk = storage.further(number);
      slots.add(new Slot(name, disk.path().toString(), disk.format(), size(name), ""));
    }
  }

  /** A block device that is named, or mounted where qemus/qemu looks for one. */
  private Optional<Slot> device(QemusStorage storage, String name, int number) {
    Optional<Path> mounted = storage.device(number);
    if (draft.isSet(name)) {
      return Optional.of(new Slot(name, draft.value(name), "raw", Size.NONE, ""));
    }
    return mounted.isPresent()
        ? Optional.of(new Slot(name, mounted.get().toString(), "raw", Size.NONE, ""))
        : Optional.empty();
  }

  private Size size(String name) {
    String text = draft.word(name);
    if (text.isEmpty()) {
      return new Size(name, DEFAULT_SIZE, false);
    }
    Optional<String> size = QemusSize.disk(text);
    if (size.isEmpty()) {
      boolean share = text.equals("max") || text.equals("half");
      draft.refuse(
          name,
          "a size such as 64G",
          share ? "and what is free on a volume changes" : "",
          "write a number and one of the units M, G or T");
      return Size.NONE;
    }
    return new Size(name, size.get(), true);
  }

  private void mapSlots() {
    int next = 0;
    for (Slot slot : slots) {
      while (next < VariableCatalog.DISKS.size()
          && draft.isExplicit(VariableCatalog.DISKS.get(next).path().name())) {
        next++;
      }
      if (next == VariableCatalog.DISKS.size()) {
        draft.refuseInstead(
            slot.name(),
            "left out beside four other disks, which is the most there can be",
            Quoted.of(slot.path()),
            "remove a disk");
        continue;
      }
      map(slot, VariableCatalog.DISKS.get(next));
      next++;
    }
  }

  private void map(Slot slot, DiskVariables disk) {
    draft.imply(slot.name(), disk.path().name(), slot.path());
    if (!slot.format().isEmpty()) {
      String name = draft.isSet("DISK_FMT") ? "DISK_FMT" : slot.name();
      draft.imply(name, disk.format().name(), slot.format());
    }
    if (!slot.base().isEmpty()) {
      draft.imply(slot.name(), disk.base().name(), slot.base());
    }
    Size size = slot.size();
    if (size.written()) {
      draft.map(size.name(), disk.size().name(), size.text());
    } else if (!size.text().isEmpty()) {
      draft.imply(size.name(), disk.size().name(), size.text());
    }
    mapModes(disk);
  }

  private void mapModes(DiskVariables disk) {
    mapMode("DISK_CACHE", disk.cache());
    mapMode("DISK_IO", disk.aio());
    mapMode("DISK_DISCARD", disk.discard());
  }

  private void mapMode(String name, Variable variable) {
    if (draft.isSet(name)) {
      draft.map(name, variable.name(), draft.word(name));
    }
  }

  /** What else the user wrote of the first disk, where its path is in this program's name. */
  private void mapOwn(QemusBoot boot) {
    DiskVariables first = VariableCatalog.DISKS.get(0);
    if (boot.base().isPresent()) {
      draft.map("BOOT", first.path().name(), boot.base().get());
    }
    Size size = size("DISK_SIZE");
    if (size.written()) {
      draft.map("DISK_SIZE", first.size().name(), size.text());
    }
    if (draft.isSet("DISK_FMT")) {
      draft.map("DISK_FMT", first.format().name(), draft.word("DISK_FMT"));
    }
    mapModes(first);
  }

  private void others() {
    switch (draft.word("DISK_TYPE")) {
      case "", "none", "blk", "virtio-blk" -> {}
      case "scsi", "virtio-scsi", "auto" ->
          draft.warn(
              "DISK_TYPE",
              "is obeyed with virtio-blk: what was /dev/sda in the guest is /dev/vda; write blk");
      default ->
          draft.refuse(
              "DISK_TYPE",
              "blk",
              "and every disk is on virtio-blk here",
              "give a guest without its driver a disk of its own with -blockdev and -device in"
                  + " ARGUMENTS, and set DISK_TYPE=none");
    }
    if (draft.isSet("DISK_FLAGS")) {
      draft.refuse(
          "DISK_FLAGS",
          "left out",
          "make the image with qemu-img create -o, and put it in its place");
    }
    draft.refuseOn(
        "ALLOCATE",
        "and disks are made sparse here",
        "make the image with qemu-img create -o preallocation=falloc, and put it in its place");
    draft.noEffect("DISK_ROTATION", "a disk on virtio-blk has no rotation rate");
    draft.noEffect("MEDIA_TYPE", "the CD-ROM drive is on virtio-scsi");
    draft.noEffect("HYBRID", "the CD-ROM drive is on virtio-scsi");
  }
}

package dev.qemupod.supervisor.config;

import java.util.List;

/**
 * The variables of one disk: {@code QEMU_HDA} and those that begin with it.
 *
 * @param id the disk's id in qemu: {@code hda}
 */
public record DiskVariables(
    String id,
    Variable path,
    Variable size,
    Variable format,
    Variable base,
    Variable checksum,
    Variable readOnly,
    Variable cache,
    Variable aio,
    Variable discard) {

  /** The variables that mean nothing without {@link #path}. */
  public List<Variable> dependents() {
    return List.of(size, format, base, checksum, readOnly, cache, aio, discard);
  }

  /** The family of the disk with this letter. */
  static DiskVariables of(char letter) {
    String name = "QEMU_HD" + letter;
    String id = "hd" + Character.toLowerCase(letter);
    return new DiskVariables(
        id,
        disk(
            name,
            "-",
            "A disk: the path of an image file or of a block device. A missing or empty file is"
                + " created; anything else is used as it is. Or an http(s) URL: the image is"
                + " fetched once, to `"
                + id
                + ".qcow2` in `QEMU_IMAGE_DIR`, and is the guest's from then on."),
        disk(
            name + "_SIZE",
            "8Gi when created",
            "The disk is created with this size if it is missing, and grown if it is smaller; it is"
                + " never shrunk. A block device is never created on, formatted or resized. A bare"
                + " number is bytes."),
        disk(
            name + "_FORMAT",
            "probed safely",
            "`raw` or `qcow2`. A file that holds data and is no image qemu knows is used only with"
                + " `raw` set here."),
        disk(
            name + "_BASE",
            "-",
            "Path of a read-only base image: the disk becomes a qcow2 overlay on it. The base is"
                + " never written. Or an http(s) URL: it is fetched once, beside the disk or to"
                + " `QEMU_IMAGE_DIR`."),
        disk(
            name + "_SHA256",
            "-",
            "What the file behind the URL must hash to, as it is downloaded: a SHA-256 (or SHA-512)"
                + " in hexadecimal, or the URL of a list that has it, such as SHA256SUMS."),
        disk(name + "_READONLY", "off", "The guest cannot write to the disk."),
        disk(
            name + "_CACHE",
            "none",
            "`none`, `directsync`, `writeback`, `writethrough` or `unsafe`, as in qemu. Unset:"
                + " `none`, or `writeback` where the file system refuses O_DIRECT."),
        disk(
            name + "_AIO",
            "native",
            "`native`, `threads` or `io_uring`, as in qemu. Unset: `native`, or `threads` where"
                + " the file system refuses O_DIRECT. Most container runtimes forbid `io_uring`."),
        disk(
            name + "_DISCARD",
            "unmap",
            "`unmap` (or on): space the guest frees is given back. `ignore` (or off): it is"
                + " kept."));
  }

  private static Variable disk(String name, String fallback, String meaning) {
    return new Variable(name, Variable.Group.DISK, fallback, meaning, "0.1", false);
  }
}

package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.config.Checksum;
import dev.qemupod.supervisor.config.DiskConfig;
import dev.qemupod.supervisor.config.MemoryFileSystem;
import dev.qemupod.supervisor.config.RemoteImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Looks whether an image that is named by a URL is there, and is the one that is named: what is on
 * the volume is never replaced.
 */
final class RemoteCheck {
  private final ImageJob job;
  private final Findings findings;

  RemoteCheck(ImageJob job, Findings findings) {
    this.job = job;
    this.findings = findings;
  }

  /** What was found. */
  enum Verdict {
    /** It is to be fetched. */
    MISSING,
    /** It is there. */
    THERE,
    /** An error was reported. */
    WRONG
  }

  /** Of a disk or its base. */
  static Verdict ofDisk(DiskConfig disk, RemoteImage image, Findings findings) {
    ImageJob job = ImageJob.of(disk, image);
    boolean overlay = disk.base().isPresent();
    if (!ImageJob.isThere(job.target()) && overlay && ImageJob.isThere(disk.path())) {
      findings.error(
          job.variable(),
          "must be the base that "
              + disk.path()
              + " was made on, but "
              + image.url().shown()
              + " would be fetched anew to "
              + job.target()
              + ", and an overlay fits no other image than its own: bring back the base it names,"
              + " or move the overlay away to begin anew");
      return Verdict.WRONG;
    }
    return new RemoteCheck(job, findings).look();
  }

  /** Of the CD. */
  static Verdict of(ImageJob job, Findings findings) {
    return new RemoteCheck(job, findings).look();
  }

  private Verdict look() {
    Path target = job.target();
    if (!ImageJob.isThere(target)) {
      return writableFolder(target) ? Verdict.MISSING : Verdict.WRONG;
    }
    Optional<ImageRecord> record = ImageRecord.of(target);
    if (record.isEmpty()) {
      return wrong(
          job.variable(),
          "must be what "
              + target
              + " was made of, but nothing beside that file tells what it is: name the file itself"
              + " in "
              + job.variable()
              + " to use it, or move it away to have "
              + source()
              + " fetched");
    }
    boolean proven = false;
    Optional<Checksum> checksum = job.image().checksum();
    if (checksum.isPresent() && checksum.get() instanceof Checksum.Digest digest) {
      String known =
          digest.hex().length() == Checksum.SHA512_DIGITS
              ? record.get().sha512()
              : record.get().sha256();
      if (!known.isEmpty() && !known.equals(digest.hex())) {
        return wrong(
            job.checksumVariable(),
            "must be that of the image "
                + target
                + " was made of, "
                + known
                + ", but was "
                + digest.hex()
                + fix());
      }
      proven = !known.isEmpty();
    }
    if (!proven && !record.get().source().equals(source())) {
      return wrong(
          job.variable(),
          "must be "
              + record.get().source()
              + ", which "
              + target
              + " was made of, but was "
              + source()
              + fix());
    }
    return Verdict.THERE;
  }

  private String source() {
    return job.image().url().shown();
  }

  private String fix() {
    return "; what a guest has written is never replaced: correct it, or move "
        + job.target()
        + " away to have the image fetched";
  }

  private boolean writableFolder(Path target) {
    Path folder = target.toAbsolutePath().resolveSibling("");
    if (Files.isDirectory(folder) && Files.isWritable(folder)) {
      if (MemoryFileSystem.holds(folder)) {
        findings.warning(
            job.variable(),
            "is fetched to "
                + folder
                + ", whose content is memory of the pod and counts against its limit: mount a"
                + " volume that is on a disk");
      }
      return true;
    }
    if (Files.isDirectory(folder)) {
      findings.denied(
          job.variable(),
          "is to be fetched to "
              + folder
              + ", which must be writable, but it is "
              + AccessAdvice.owners(folder));
    } else {
      findings.error(
          job.variable(),
          "is to be fetched to " + folder + ", which must be a folder: mount a volume there");
    }
    return false;
  }

  private Verdict wrong(String variable, String message) {
    findings.error(variable, message);
    return Verdict.WRONG;
  }
}

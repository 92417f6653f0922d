package dev.qemupod.supervisor.storage;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The name of the guest that lives on the first disk, by which cloud-init knows whether it has had
 * its first boot (its instance-id).
 *
 * <p>It belongs to the disk, not to the pod, whose name and UID change while the disk stays. A disk
 * that is created gets a new one: its base may hold a guest that had its first boot elsewhere. It
 * is kept in a file beside the disk, because nothing of a guest's image is written but by qemu.
 * Where there is no such place, it is the host name: beside a block device, without a disk, or when
 * the disk is read-only.
 *
 * @param id the name
 * @param memory where it is kept; empty: nowhere, it is made of the host name
 * @param isNew whether it is yet to be kept
 * @param checksum of what the guest was provisioned with when it was kept
 */
public record GuestInstance(String id, Optional<DiskMemory> memory, boolean isNew, int checksum) {
  private static final String SUBJECT = "instance";
  private static final String PREFIX = "qemu-pod-";
  private static final int ID_BYTES = 16;
  private static final int CHECKSUM_DIGITS = 8;

  /**
   * Looks which one it is; writes nothing.
   *
   * @param disks in their order
   * @param checksum of what the guest is to be provisioned with
   */
  public static GuestInstance inspect(List<DiskPlan> disks, String hostname, int checksum) {
    Optional<DiskMemory> memory =
        disks.isEmpty() ? Optional.empty() : DiskMemory.of(disks.getFirst(), SUBJECT);
    if (memory.isEmpty()) {
      return ofHostName(hostname, checksum);
    }
    DiskChange change = disks.getFirst().change();
    boolean created = change instanceof DiskChange.Create || change instanceof DiskChange.Overlay;
    Optional<GuestInstance> kept = created ? Optional.empty() : read(memory.get());
    return kept.isPresent()
        ? kept.get()
        : new GuestInstance(PREFIX + randomText(), memory, true, checksum);
  }

  /** The one a guest has whose disk has no place for it. */
  public static GuestInstance ofHostName(String hostname, int checksum) {
    return new GuestInstance(PREFIX + hostname, Optional.empty(), false, checksum);
  }

  /**
   * Keeps a new one; to be done before a disk is created, so that a start that is cut off in
   * between leaves no new disk with an old name.
   *
   * @throws IOException if the file can not be written
   */
  public void keep() throws IOException {
    if (isNew) {
      memory.orElseThrow().keep(id + "\n" + HexFormat.of().toHexDigits(checksum));
    }
  }

  /** What was kept; empty if there is nothing, or it was not written by this. */
  private static Optional<GuestInstance> read(DiskMemory memory) {
    String text = memory.recall().orElse("");
    int end = text.indexOf('\n');
    String id = end < 0 ? "" : text.substring(0, end).strip();
    if (!isName(id)) {
      return Optional.empty();
    }
    String digits = text.substring(end + 1).strip();
    if (digits.length() != CHECKSUM_DIGITS) {
      return Optional.empty();
    }
    try {
      int checksum = HexFormat.fromHexDigits(digits);
      return Optional.of(new GuestInstance(id, Optional.of(memory), false, checksum));
    } catch (IllegalArgumentException cutOff) {
      return Optional.empty();
    }
  }

  private static boolean isName(String id) {
    for (int index = 0; index < id.length(); index++) {
      char letter = id.charAt(index);
      boolean known =
          (letter >= 'a' && letter <= 'z')
              || (letter >= 'A' && letter <= 'Z')
              || (letter >= '0' && letter <= '9')
              || letter == '-'
              || letter == '.'
              || letter == '_';
      if (!known) {
        return false;
      }
    }
    return !id.isEmpty();
  }

  /** From the kernel: Java's own source takes longer to be loaded. */
  private static String randomText() {
    byte[] random = new byte[ID_BYTES];
    try (InputStream source = new FileInputStream("/dev/urandom")) {
      int count = source.readNBytes(random, 0, random.length);
      if (count < random.length) {
        throw new IllegalStateException("/dev/urandom ended after " + count + " bytes");
      }
    } catch (IOException impossible) {
      throw new IllegalStateException("every container has /dev/urandom", impossible);
    }
    return HexFormat.of().formatHex(random);
  }
}

package dev.qemupod.supervisor.provision;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Writes a CD's image with a few files in its root: ISO 9660 (ECMA-119), with the files' true names
 * by Rock Ridge, which Linux and the BSDs read, and by Joliet, which Windows reads.
 *
 * <p>The same files give the same bytes. Only root can read them in a guest that mounts the image.
 */
final class IsoImage {
  /** What a directory of one sector surely holds, in each of the three forms. */
  static final int MOST_FILES = 8;

  static final int SECTOR = 2048;

  private static final int PRIMARY_DESCRIPTOR = 16;
  private static final int JOLIET_DESCRIPTOR = 17;
  private static final int LAST_DESCRIPTOR = 18;
  private static final int PRIMARY_PATHS = 19;
  private static final int JOLIET_PATHS = 21;
  private static final int PRIMARY_ROOT = 23;
  private static final int JOLIET_ROOT = 24;
  private static final int FIRST_FILE = 25;

  private final String label;
  private final List<Placed> files = new ArrayList<>();
  private final IsoSectors sectors;

  private IsoImage(String label, List<IsoFile> contents) {
    this.label = label;
    int next = FIRST_FILE;
    for (IsoFile file : contents) {
      files.add(new Placed(file, next));
      next += (file.content().length + SECTOR - 1) / SECTOR;
    }
    sectors = new IsoSectors(Math.max(next, FIRST_FILE + 1));
  }

  /** A file and the sector it begins in. */
  private record Placed(IsoFile file, int sector) {}

  /**
   * The image.
   *
   * @param label the volume's name, at most 16 characters of ASCII
   * @param files at most {@value #MOST_FILES}, with different names
   */
  static byte[] of(String label, List<IsoFile> files) {
    if (files.size() > MOST_FILES || label.length() > 16) {
      throw new IllegalArgumentException(files.size() + " files labelled " + label);
    }
    return new IsoImage(label, files).write();
  }

  private byte[] write() {
    writeDescriptor(PRIMARY_DESCRIPTOR, false);
    writeDescriptor(JOLIET_DESCRIPTOR, true);
    sectors.at(LAST_DESCRIPTOR).bytes(255).ascii("CD001").bytes(1);
    writePaths(PRIMARY_PATHS, PRIMARY_ROOT);
    writePaths(JOLIET_PATHS, JOLIET_ROOT);
    writePrimaryRoot();
    writeJolietRoot();
    for (Placed placed : files) {
      sectors.at(placed.sector()).bytes(placed.file().content());
    }
    return sectors.image();
  }

  /** ECMA-119, 8.4 and 8.5. */
  private void writeDescriptor(int sector, boolean joliet) {
    sectors.at(sector).bytes(joliet ? 2 : 1).ascii("CD001").bytes(1, 0);
    text("", 32, joliet).text(label, 32, joliet).zeros(8).both32(sectors.count());
    if (joliet) {
      // UCS-2, level 3.
      sectors.bytes('%', '/', 'E').zeros(29);
    } else {
      sectors.zeros(32);
    }
    int paths = joliet ? JOLIET_PATHS : PRIMARY_PATHS;
    sectors.both16(1).both16(1).both16(SECTOR).both32(IsoSectors.PATHS_LENGTH);
    sectors.little32(paths).little32(0).big32(paths + 1).big32(0);
    sectors.directoryRecord(joliet ? JOLIET_ROOT : PRIMARY_ROOT, SECTOR, 0);
    for (int length : new int[] {128, 128, 128, 128, 37, 37, 37}) {
      text("", length, joliet);
    }
    for (int date = 0; date < 4; date++) {
      sectors.ascii("0".repeat(16)).bytes(0);
    }
    sectors.bytes(1);
  }

  private IsoSectors text(String text, int length, boolean joliet) {
    return sectors.text(text, length, joliet);
  }

  private void writePaths(int sector, int root) {
    sectors.at(sector).bytes(1, 0).little32(root).bytes(1, 0, 0, 0);
    sectors.at(sector + 1).bytes(1, 0).big32(root).bytes(0, 1, 0, 0);
  }

  private void writePrimaryRoot() {
    sectors.at(PRIMARY_ROOT);
    sectors.rockRidgeRoot(PRIMARY_ROOT, SECTOR);
    sectors.rockRidgeParent(PRIMARY_ROOT, SECTOR);
    for (Placed placed : sorted(Comparator.comparing(placed -> placed.file().plainName()))) {
      IsoFile file = placed.file();
      sectors.rockRidgeFile(placed.sector(), file.content().length, file.plainName(), file.name());
    }
  }

  private void writeJolietRoot() {
    sectors.at(JOLIET_ROOT);
    sectors.directoryRecord(JOLIET_ROOT, SECTOR, 0);
    sectors.directoryRecord(JOLIET_ROOT, SECTOR, 1);
    for (Placed placed : sorted(Comparator.comparing(placed -> placed.file().name()))) {
      IsoFile file = placed.file();
      sectors.jolietFile(placed.sector(), file.content().length, file.name());
    }
  }

  /** ECMA-119, 9.3: a reader may stop at the first name that is greater. */
  private List<Placed> sorted(Comparator<Placed> order) {
    List<Placed> copy = new ArrayList<>(files);
    copy.sort(order);
    return copy;
  }
}

package dev.qemupod.bench;

import java.io.IOException;
import java.util.List;

/** Has the micro Linux use its disk by fio, in one pattern after the other. */
final class FioDrive {
  private static final String WRITTEN = " --size=" + DiskDrive.MEBIBYTES + "m";

  /** Places that the image does not have yet, and more of them than are written. */
  private static final String NEW_AT_RANDOM = " --offset=1g --size=2g";

  private static final String NEW_IN_TURN = " --offset=4g --size=1g";
  private static final String HOW = " --ioengine=libaio --direct=1";

  private static final String HOW_LONG =
      " --gtod_reduce=1 --time_based --runtime=" + DiskDrive.SECONDS_FOR_EACH;

  /** Makes the places that most patterns use. */
  private static final String FIRST = "fio --rw=write --bs=1m --iodepth=8" + WRITTEN + HOW;

  private static final String ANSWER = "GUEST-FIO ";

  /** The fields of fio's terse form, version 3: its HOWTO, "Terse output". */
  private static final int ERROR = 4;

  private static final int READ_REQUESTS = 7;
  private static final int WRITE_REQUESTS = 48;

  /**
   * A pattern.
   *
   * @param name in the report
   * @param options for fio
   * @param place on the disk, as options
   */
  private record Job(String name, String options, String place) {
    Job(String name, String options) {
      this(name, options, WRITTEN);
    }
  }

  private static final List<Job> JOBS =
      List.of(
          new Job("4k random read, one at a time", "--rw=randread --bs=4k --iodepth=1"),
          new Job("4k random read, 32 at a time", "--rw=randread --bs=4k --iodepth=32"),
          new Job("4k random write, one at a time", "--rw=randwrite --bs=4k --iodepth=1"),
          new Job("4k random write, 32 at a time", "--rw=randwrite --bs=4k --iodepth=32"),
          new Job("1M read, 8 at a time", "--rw=read --bs=1m --iodepth=8"),
          new Job("1M write, 8 at a time", "--rw=write --bs=1m --iodepth=8"),
          new Job("4k write, each flushed", "--rw=write --bs=4k --iodepth=1 --fsync=1"),
          new Job(
              "first 4k random write, 32 at a time",
              "--rw=randwrite --bs=4k --iodepth=32",
              NEW_AT_RANDOM),
          new Job(
              "first 4k write, each flushed",
              "--rw=write --bs=4k --iodepth=1 --fsync=1",
              NEW_IN_TURN));

  private FioDrive() {}

  /** All patterns, as long each as {@link DiskDrive} takes. */
  static void run(PeerVm vm, DiskDrive.Note note)
      throws IOException, InterruptedException, BenchException {
    var _ = vm.ask(FIRST, ANSWER);
    for (Job job : JOBS) {
      String command = "fio " + job.options() + job.place() + HOW + HOW_LONG;
      note.of(job.name(), requestsInSecond(vm.ask(command, ANSWER)));
    }
  }

  static double requestsInSecond(String line) throws BenchException {
    String[] fields = line.strip().split(";", -1);
    if (fields.length <= WRITE_REQUESTS || !fields[ERROR].equals("0")) {
      throw new BenchException("not understood: " + line);
    }
    try {
      return Double.parseDouble(fields[READ_REQUESTS]) + Double.parseDouble(fields[WRITE_REQUESTS]);
    } catch (NumberFormatException e) {
      throw new BenchException("not understood: " + line);
    }
  }
}

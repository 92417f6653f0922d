package dev.qemupod.bench;

import java.util.List;

/**
 * How the launchers are compared.
 *
 * @param rounds how often each is started
 * @param extent what is measured
 * @param cold with nothing in the page cache at each start
 * @param kvm with KVM instead of TCG
 * @param command what repeats it
 */
record PeerOptions(int rounds, Extent extent, boolean cold, boolean kvm, String command) {
  /** What is measured of each launcher. */
  enum Extent {
    /** Start, rest, and the disk with one request at a time. */
    ALL,
    START,
    /** The disk, by fio. */
    FIO
  }

  /** Whether it is the disk that is measured, by fio. */
  boolean fio() {
    return extent == Extent.FIO;
  }

  private static final String COMMAND = "./dev bench peers";
  private static final int ROUNDS = 5;

  /** Reads what follows the word peers. */
  static PeerOptions of(List<String> arguments) throws BenchException {
    int rounds = ROUNDS;
    Extent extent = Extent.ALL;
    boolean cold = false;
    boolean kvm = false;
    for (int i = 0; i < arguments.size(); i++) {
      switch (arguments.get(i)) {
        case "--rounds" -> {
          i++;
          rounds = RoundOptions.rounds(i < arguments.size() ? arguments.get(i) : "");
        }
        case "--start" -> extent = Extent.START;
        case "--fio" -> extent = Extent.FIO;
        case "--cold" -> cold = true;
        case "--kvm" -> kvm = true;
        default ->
            throw new BenchException(
                "peers takes --rounds N, --start or --fio, --cold and --kvm, but was given: "
                    + arguments);
      }
    }
    String command = arguments.isEmpty() ? COMMAND : COMMAND + " " + String.join(" ", arguments);
    return new PeerOptions(rounds, extent, cold, kvm, command);
  }
}

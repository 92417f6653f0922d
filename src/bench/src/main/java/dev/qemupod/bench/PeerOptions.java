package dev.qemupod.bench;

import java.util.List;

/**
 * How the launchers are compared.
 *
 * @param rounds how often each is started
 * @param startOnly nothing but the start
 * @param cold with nothing in the page cache at each start
 * @param kvm with KVM instead of TCG
 * @param command what repeats it
 */
record PeerOptions(int rounds, boolean startOnly, boolean cold, boolean kvm, String command) {
  private static final String COMMAND = "./dev bench peers";
  private static final int ROUNDS = 5;

  /** Reads what follows the word peers. */
  static PeerOptions of(List<String> arguments) throws BenchException {
    int rounds = ROUNDS;
    boolean startOnly = false;
    boolean cold = false;
    boolean kvm = false;
    for (int i = 0; i < arguments.size(); i++) {
      switch (arguments.get(i)) {
        case "--rounds" -> {
          i++;
          rounds = RoundOptions.rounds(i < arguments.size() ? arguments.get(i) : "");
        }
        case "--start" -> startOnly = true;
        case "--cold" -> cold = true;
        case "--kvm" -> kvm = true;
        default ->
            throw new BenchException(
                "peers takes --rounds N, --start, --cold and --kvm, but was given: " + arguments);
      }
    }
    String command = arguments.isEmpty() ? COMMAND : COMMAND + " " + String.join(" ", arguments);
    return new PeerOptions(rounds, startOnly, cold, kvm, command);
  }
}

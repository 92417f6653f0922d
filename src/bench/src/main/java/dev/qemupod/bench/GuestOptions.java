package dev.qemupod.bench;

import java.util.List;

/**
 * How a pod, a VM and a container in it are compared.
 *
 * @param rounds how often each is measured
 * @param kvm with KVM instead of TCG
 * @param command what repeats it
 */
record GuestOptions(int rounds, boolean kvm, String command) {
  private static final String COMMAND = "./dev bench guest";
  private static final int ROUNDS = 3;

  /** Reads what follows the word guest. */
  static GuestOptions of(List<String> arguments) throws BenchException {
    int rounds = ROUNDS;
    boolean kvm = false;
    for (int i = 0; i < arguments.size(); i++) {
      switch (arguments.get(i)) {
        case "--rounds" -> {
          i++;
          rounds = RoundOptions.rounds(i < arguments.size() ? arguments.get(i) : "");
        }
        case "--kvm" -> kvm = true;
        default ->
            throw new BenchException(
                "guest takes --rounds N and --kvm, but was given: " + arguments);
      }
    }
    String command = arguments.isEmpty() ? COMMAND : COMMAND + " " + String.join(" ", arguments);
    return new GuestOptions(rounds, kvm, command);
  }
}

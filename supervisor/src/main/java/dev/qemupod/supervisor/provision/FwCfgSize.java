package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.config.Problem;
import java.util.List;

/**
 * Warns of content that a guest reads slowly: Linux reads fw_cfg from its beginning for every 4
 * KiB, so the time grows with the square of the size (512 KiB: 2.5 s, 2 MiB: 33 s, under TCG).
 */
final class FwCfgSize {
  static final long SLOW_BYTES = 256 << 10;

  private FwCfgSize() {}

  static void check(String variable, String what, long bytes, List<Problem> warnings) {
    if (bytes > SLOW_BYTES) {
      warnings.add(
          new Problem(
              variable,
              "should be at most 256 KiB, because a guest reads fw_cfg in quadratic time, but "
                  + what
                  + " has "
                  + (bytes >> 10)
                  + " KiB; let the guest fetch the bulk of it over the network"));
    }
  }
}

package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuestOutputTest {
  /** From a console of the Debian guest, stress-ng 0.19.02. */
  private static final String CONSOLE =
      """
      [   10.721587] systemd-ssh-generator[230]: Failed to query local AF_VSOCK CID: Cannot assign requested address
      running
      STRESS in VM
      stress-ng: info:  [432] setting to a 5 secs run per stressor
      stress-ng: info:  [432] dispatching hogs: 1 cpu
      stress-ng: metrc: [432] stressor       bogo ops real time  usr time  sys time   bogo ops/s     bogo ops/s
      stress-ng: metrc: [432]                           (secs)    (secs)    (secs)   (real time) (usr+sys time)
      stress-ng: metrc: [432] cpu                1708      5.00      4.07      0.16       341.28         403.92
      stress-ng: info:  [432] skipped: 0
      stress-ng: info:  [432] passed: 1: cpu (1)
      stress-ng: info:  [432] failed: 0
      stress-ng: info:  [432] metrics untrustworthy: 0
      stress-ng: info:  [432] successful run completed in 5.06 secs
      stress-ng: info:  [458] io: this is a legacy I/O sync stressor, consider using iomix instead
      stress-ng: metrc: [457] stressor       bogo ops real time  usr time  sys time   bogo ops/s     bogo ops/s
      stress-ng: metrc: [457]                           (secs)    (secs)    (secs)   (real time) (usr+sys time)
      stress-ng: metrc: [457] io                 9286      5.00      0.02      1.65      1856.83        5574.55
      STRESS in container in the VM
      stress-ng: info:  [2] vm: using 64M per stressor instance (total 64M of 757.93M available memory)
      stress-ng: metrc: [1] stressor       bogo ops real time  usr time  sys time   bogo ops/s     bogo ops/s
      stress-ng: metrc: [1]                           (secs)    (secs)    (secs)   (real time) (usr+sys time)
      stress-ng: metrc: [1] vm                56384      5.02      4.23      0.78     11238.17       11262.25
      STRESS is over
      """;

  @Test
  void operationsInASecondOfRealTimeAreReadByPlaceAndStressor() {
    assertEquals(
        Map.of(
            GuestPlace.VM, Map.of("cpu", 341.28, "io", 1856.83),
            GuestPlace.CONTAINER, Map.of("vm", 11238.17)),
        GuestOutput.read(CONSOLE.lines().toList()));
  }

  @Test
  void whatNeverRanIsNotThere() {
    assertEquals(
        Map.of(GuestPlace.POD, Map.of()),
        GuestOutput.read(
            List.of("STRESS in pod", "chroot: failed to run command", "STRESS is over")));
  }

  @Test
  void theVersionIsTold() {
    String said =
        "stress-ng, version 0.19.02 (gcc 14.2.0, x86_64 Linux 6.12.118+deb13-cloud-amd64)";

    assertEquals("0.19.02", GuestOutput.version(List.of("exec", said)));
    assertEquals("", GuestOutput.version(CONSOLE.lines().toList()));
  }

  @Test
  void theScriptsAnnounceThePlacesInTheirOrder() {
    String script = GuestWork.inGuest(true);

    assertTrue(script.indexOf("in container in the VM'") < script.indexOf("in VM'"), script);
    assertTrue(script.endsWith("echo '" + GuestWork.END + "'\n"), script);
  }
}

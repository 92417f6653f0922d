package dev.qemupod.supervisor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.lifecycle.NetworkDecision;
import dev.qemupod.supervisor.lifecycle.NetworkView;
import dev.qemupod.supervisor.lifecycle.Phase;
import dev.qemupod.supervisor.lifecycle.ViewBoard;
import dev.qemupod.supervisor.lifecycle.VmView;
import dev.qemupod.supervisor.lifecycle.VmViews;
import dev.qemupod.supervisor.qmp.RunState;
import dev.qemupod.supervisor.storage.ImageProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HealthModelTest {
  private static final Instant NOW = VmViews.NOW;

  static Stream<Arguments> everyPhaseInEveryState() {
    List<Arguments> table = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      for (RunState state : RunState.values()) {
        boolean ready = phase == Phase.RUNNING && state == RunState.RUNNING;
        table.add(Arguments.of(phase, Optional.of(state), ready));
      }
      table.add(Arguments.of(phase, Optional.empty(), false));
    }
    return table.stream();
  }

  @ParameterizedTest
  @MethodSource("everyPhaseInEveryState")
  void aHealthyVmIsLiveInEveryPhaseAndReadyOnlyWhenItRuns(
      Phase phase, Optional<RunState> state, boolean ready) {
    VmView view = VmViews.view(phase, state, true);

    assertTrue(HealthModel.live(view, NOW).ok(), HealthModel.live(view, NOW).reason());
    assertEquals(ready, HealthModel.ready(view, NOW).ok(), HealthModel.ready(view, NOW).reason());
    assertTrue(HealthModel.startup(view).ok());
    assertFalse(HealthModel.ready(view, NOW).reason().isBlank());
  }

  @ParameterizedTest
  @MethodSource("everyPhaseInEveryState")
  void beforeTheGuestHasRunNothingIsStartedOrReady(
      Phase phase, Optional<RunState> state, boolean unused) {
    VmView view = VmViews.view(phase, state, false);

    assertFalse(HealthModel.startup(view).ok());
    assertFalse(HealthModel.ready(view, NOW).ok());
    assertTrue(HealthModel.live(view, NOW).ok());
  }

  @Test
  void aGuestWhoseIgnitionFailedIsNotReadyWhateverItsGateSays() {
    String reason = "Ignition failed in the guest: failed to fetch config";
    VmView open =
        VmViews.withIgnitionFailed(
            VmViews.running(), new VmView.GateView(true, "open"), "failed to fetch config");
    assertEquals(Verdict.no(reason), HealthModel.ready(open, NOW));
    assertTrue(HealthModel.live(open, NOW).ok());
    assertTrue(HealthModel.startup(open).ok());

    VmView shut =
        VmViews.withIgnitionFailed(
            VmViews.running(), new VmView.GateView(false, "no banner"), "failed to fetch config");
    assertEquals(Verdict.no(reason), HealthModel.startup(shut));
    assertEquals(Verdict.no(reason), HealthModel.ready(shut, NOW));
  }

  @Test
  void aGuestWithoutItsNetworkIsAliveAndNotReady() {
    NetworkView down =
        new NetworkView(
            NetworkDecision.passt(), false, "passt died of signal 9", 1, OptionalLong.empty());
    VmView view = VmViews.withNetwork(VmViews.running(), down);
    assertEquals(
        Verdict.no("the guest has no network: passt died of signal 9"),
        HealthModel.ready(view, NOW));
    assertTrue(HealthModel.live(view, NOW).ok());
    assertTrue(HealthModel.startup(view).ok());
  }

  @ParameterizedTest
  @CsvSource({
    "VALIDATING, the configuration is being validated",
    "PREPARING, the disks are being prepared",
    "LAUNCHING, QMP does not answer yet",
    "RUNNING, the VM has not run yet; its state is prelaunch",
    "STOPPING, the VM was stopped before it ran",
    "EXITED, qemu ended before the VM ran"
  })
  void startupSaysWhatItWaitsFor(Phase phase, String reason) {
    assertEquals(
        Verdict.no(reason),
        HealthModel.startup(VmViews.view(phase, Optional.of(RunState.PRELAUNCH), false)));
  }

  @Test
  void aStartThatFetchesAnImageIsAliveAndSaysHowFarItIs() {
    ImageProgress image =
        new ImageProgress(
            "QEMU_HDA",
            "https://h/a.qcow2",
            ImageProgress.Step.DOWNLOADING,
            190L << 20,
            OptionalLong.of(512L << 20),
            0,
            0);
    ViewBoard board = new ViewBoard(NOW, Map.of());
    board.fetching(List.of(image), NOW);
    String reason = "downloading QEMU_HDA from https://h/a.qcow2, 37 % of 512 MiB";

    assertEquals(Verdict.no(reason), HealthModel.startup(board.view()));
    assertEquals(Verdict.yes(reason), HealthModel.live(board.view(), NOW.plusSeconds(600)));
    assertEquals(
        Verdict.no("the VM has not started yet: " + reason), HealthModel.ready(board.view(), NOW));
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void aLoopThatHangsIsFatalOnlyWhileItMustTurn(Phase phase) {
    VmView view = VmViews.view(phase, Optional.of(RunState.RUNNING), true);
    VmView hung =
        VmViews.with(
            view, view.qemuPid(), view.qemuStarted(), view.lastQmpReply(), NOW.minusSeconds(11));
    boolean mustTurn = phase == Phase.LAUNCHING || phase == Phase.RUNNING;

    assertEquals(!mustTurn, HealthModel.live(hung, NOW).ok());
    assertFalse(HealthModel.ready(hung, NOW).ok());
    if (mustTurn) {
      assertEquals(
          "the supervisor's event loop has not turned for 11 s",
          HealthModel.live(hung, NOW).reason());
    }
  }

  @ParameterizedTest
  @CsvSource({"9, true", "10, true", "11, false"})
  void theLoopMayStandStillForTenSeconds(long seconds, boolean live) {
    VmView view = VmViews.running();
    VmView still =
        VmViews.with(
            view,
            view.qemuPid(),
            view.qemuStarted(),
            view.lastQmpReply(),
            NOW.minusSeconds(seconds));

    assertEquals(live, HealthModel.live(still, NOW).ok());
    assertEquals(live, HealthModel.ready(still, NOW).ok());
  }

  @ParameterizedTest
  @CsvSource({"29, true", "30, true", "31, false"})
  void qmpMayBeSilentForThirtySeconds(long seconds, boolean live) {
    VmView view = VmViews.running();
    VmView silent =
        VmViews.with(
            view,
            view.qemuPid(),
            view.qemuStarted(),
            Optional.of(NOW.minusSeconds(seconds)),
            view.loopTick());

    assertEquals(live, HealthModel.live(silent, NOW).ok());
    assertEquals(live, HealthModel.ready(silent, NOW).ok());
    if (!live) {
      assertEquals("QMP has not answered for 31 s", HealthModel.live(silent, NOW).reason());
    }
  }

  @Test
  void aStoppingVmNeedsNeitherQemuNorQmp() {
    VmView view = VmViews.view(Phase.STOPPING, Optional.empty(), true);
    VmView gone =
        VmViews.with(view, OptionalLong.empty(), Optional.empty(), Optional.empty(), Instant.EPOCH);

    assertTrue(HealthModel.live(gone, NOW).ok());
    assertEquals(Verdict.no("the VM is being stopped"), HealthModel.ready(gone, NOW));
  }

  @Test
  void aRunningVmWithoutQemuIsDead() {
    VmView view = VmViews.running();
    VmView gone =
        VmViews.with(
            view, OptionalLong.empty(), view.qemuStarted(), view.lastQmpReply(), view.loopTick());

    assertEquals(Verdict.no("qemu is gone"), HealthModel.live(gone, NOW));
    assertFalse(HealthModel.ready(gone, NOW).ok());
  }

  @Test
  void aRestartWaitsWithoutQemuAndIsLive() {
    VmView view = VmViews.view(Phase.LAUNCHING, Optional.empty(), true);
    VmView waiting =
        VmViews.with(
            view,
            OptionalLong.empty(),
            Optional.empty(),
            Optional.of(NOW.minusSeconds(90)),
            view.loopTick());

    assertEquals(Verdict.yes("qemu is about to be started"), HealthModel.live(waiting, NOW));
  }

  @ParameterizedTest
  @CsvSource({"5, true", "120, true", "121, false"})
  void aQemuThatNeverOffersQmpIsGivenTwoMinutes(long seconds, boolean live) {
    VmView view = VmViews.view(Phase.LAUNCHING, Optional.empty(), false);
    VmView starting =
        VmViews.with(
            view,
            view.qemuPid(),
            Optional.of(NOW.minusSeconds(seconds)),
            Optional.empty(),
            view.loopTick());

    assertEquals(live, HealthModel.live(starting, NOW).ok());
  }

  @Test
  void aClosedGateKeepsARunningVmFromBeingReadyAndSaysWhy() {
    VmView view = VmViews.view(Phase.RUNNING, Optional.of(RunState.RUNNING), false);

    assertEquals(Verdict.no("no SSH banner on port 2222 yet"), HealthModel.ready(view, NOW));
  }

  @ParameterizedTest
  @CsvSource({"PAUSED, paused", "IO_ERROR, io-error", "SUSPENDED, suspended"})
  void aVmThatRestsIsLiveAndNotReadyAndSaysItsState(RunState state, String name) {
    VmView view = VmViews.view(Phase.RUNNING, Optional.of(state), true);

    assertEquals(Verdict.yes("qemu answers; the VM is " + name), HealthModel.live(view, NOW));
    assertEquals(Verdict.no("the VM is " + name), HealthModel.ready(view, NOW));
  }
}

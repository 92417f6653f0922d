package dev.qemupod.supervisor.lifecycle;

import static dev.qemupod.supervisor.lifecycle.ScriptedVm.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.qmp.FakeQmpServer;
import dev.qemupod.supervisor.qmp.QmpClient;
import dev.qemupod.supervisor.qmp.QmpCommands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of qemu for an order, and what is told of it. */
@Timeout(60)
class ResizeWorkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void anOrderToLookAsksForNothing() throws Exception {
    ScriptedVm vm = new ScriptedVm(4);
    ResizeWork.Result result =
        perform(
            vm, new ResizeOrder(3, 128 * MIB, Long.MAX_VALUE, 9, none(), ResizeOrder.Scope.LOOK));
    assertEquals(List.of(), vm.asked);
    assertEquals(1, result.sight().vcpus());
    assertEquals(0, result.sight().plugged());
  }

  @Test
  void whatIsToldIsWhatTheVmHasAfterwards() throws Exception {
    ScriptedVm vm = new ScriptedVm(4);
    ResizeOrder order =
        new ResizeOrder(3, 128 * MIB, Long.MAX_VALUE, 9, none(), ResizeOrder.Scope.ALL);
    ResizeWork.Result result = perform(vm, order);
    assertEquals(List.of("memory 128", "plug 1", "plug 2"), vm.asked);
    assertTrue(order.metBy(result.sight()));
    assertEquals(2, result.plugs());
    assertEquals("", result.refusal());
  }

  @Test
  void aRefusedPlugIsToldAndCountedAndHoldsUpNothing() throws Exception {
    ScriptedVm vm = new ScriptedVm(2);
    vm.refusesPlugs = true;
    ResizeWork.Result result =
        perform(
            vm, new ResizeOrder(2, 128 * MIB, Long.MAX_VALUE, 9, none(), ResizeOrder.Scope.ALL));
    assertEquals(1, result.plugs());
    assertEquals(1, result.sight().vcpus());
    assertEquals(128 * MIB, result.sight().plugged());
    assertEquals("QMP device_add failed: GenericError: no more of them", result.refusal());
  }

  @Test
  void aMachineWithoutPluggableMemoryHasOnlyItsCpusChanged() throws Exception {
    ScriptedVm vm = new ScriptedVm(2, false);
    ResizeWork.Result result =
        perform(vm, new ResizeOrder(2, 0, Long.MAX_VALUE, 9, none(), ResizeOrder.Scope.ALL));
    assertEquals(List.of("plug 1"), vm.asked);
    assertEquals(0, result.sight().plugged());
  }

  /** Else qemu would abort. */
  @Test
  void noCpuIsPluggedForWhichTheTranslationCacheHasNoRoom() throws Exception {
    ScriptedVm vm = new ScriptedVm(4);
    Optional<PlugRoom> room = Optional.of(new PlugRoom(16, 1));
    ResizeOrder order =
        new ResizeOrder(4, 128 * MIB, Long.MAX_VALUE, 9, room, ResizeOrder.Scope.ALL);
    vm.translated = 90;
    ResizeWork.Result full = perform(vm, order);
    assertEquals(List.of("memory 128"), vm.asked);
    assertTrue(full.full());
    assertEquals(0, full.plugs());
  }

  @Test
  void theCacheIsAskedForEachCpu() throws Exception {
    ScriptedVm vm = new ScriptedVm(4);
    // Of 16, 11 are full, 1 is held, and 2 have to be left: there is room for three.
    vm.translated = 70;
    ResizeOrder order =
        new ResizeOrder(
            4, 0, Long.MAX_VALUE, 9, Optional.of(new PlugRoom(16, 1)), ResizeOrder.Scope.ALL);
    assertFalse(perform(vm, order).full());

    ScriptedVm fuller = new ScriptedVm(4);
    fuller.translated = 80;
    ResizeWork.Result result = perform(fuller, order);
    assertEquals(List.of("plug 1", "plug 2"), fuller.asked);
    assertTrue(result.full());
  }

  @Test
  void aQemuThatDoesNotTellHowFullItsCacheIsGetsNoMoreCpus() throws Exception {
    ScriptedVm vm = new ScriptedVm(4);
    vm.translated = -1;
    ResizeOrder order =
        new ResizeOrder(
            4, 0, Long.MAX_VALUE, 9, Optional.of(new PlugRoom(16, 1)), ResizeOrder.Scope.ALL);
    assertTrue(perform(vm, order).full());
    assertEquals(List.of(), vm.asked);
  }

  @Test
  void theRegionsAreThoseOfQemu() {
    assertEquals(16, PlugRoom.of(32 * MIB, 4, 1).regions());
    assertEquals(32, PlugRoom.of(32 * MIB, 32, 1).regions());
    assertEquals(16, PlugRoom.of(64 * MIB, 2, 1).regions());
  }

  private static Optional<PlugRoom> none() {
    return Optional.empty();
  }

  private ResizeWork.Result perform(ScriptedVm vm, ResizeOrder order) throws Exception {
    Path socket = folder.resolve("qmp-" + System.nanoTime() + ".sock");
    try (FakeQmpServer _ = new FakeQmpServer(socket, vm);
        QmpClient client =
            QmpClient.connect(
                socket, PATIENCE, new StubbedSupervisor.Nobody(), event -> {}, reason -> {})) {
      return ResizeWork.perform(new QmpCommands(client), order);
    }
  }
}

package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qemupod.supervisor.host.PodMemory;
import dev.qemupod.supervisor.qmp.FakeQmpServer.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The guard in the whole event loop, with a monitor that tells what a guest would do. */
@Timeout(60)
class MemoryGuardIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long MIB = 1 << 20;

  /** What {@link VmViews} plans. */
  private static final long RAM = 788 * MIB;

  @TempDir Path folder;

  private volatile boolean driven = true;
  private volatile long actual = RAM;

  @Test
  void theBalloonTakesWhatDoesNotFitAndGivesItBack() throws Exception {
    try (StubbedSupervisor vm = start(Map.of())) {
      vm.memory(memory(400));
      await(vm, "inflated", view -> actual == (1024 - 400 - 32) * MIB);
      assertEquals(1, count(vm.log(), "The guest may use more memory than the pod has"), vm::log);
      assertTrue(
          vm.log()
              .contains(
                  "of the limit of 1024 MiB, 400 MiB are held beside the guest's RAM (236 MiB were"
                      + " kept for that and for page cache), 16 MiB have to stay free, and the"
                      + " guest may use 788 MiB, of which it has touched 300 MiB: 180 MiB too much."
                      + " The balloon is asked to take it from the guest. Set QEMU_HEADROOM to"
                      + " 295Mi"),
          vm::log);

      vm.memory(memory(120));
      await(vm, "deflated", view -> actual == RAM);
      assertTrue(guard(vm).deflations() > 1, vm::log);
      assertFalse(vm.log().contains("does not drive its balloon"), vm::log);
    }
  }

  @Test
  void aGuestWithoutADriverIsToldOnce() throws Exception {
    driven = false;
    try (StubbedSupervisor vm = start(Map.of())) {
      vm.memory(memory(400));
      await(vm, "told", view -> vm.log().contains("The guest does not drive its balloon"));
      for (int look = 0; look < 60; look++) {
        vm.advance(Duration.ofSeconds(2));
      }
      assertEquals(1, count(vm.log(), "does not drive its balloon"), vm::log);
      assertEquals(1, guard(vm).inflations());
    }
  }

  @Test
  void aGuardThatIsOffOnlyTells() throws Exception {
    try (StubbedSupervisor vm = start(Map.of("QEMU_MEMORY_GUARD", "off"))) {
      vm.memory(memory(400));
      await(vm, "told", view -> vm.log().contains("because QEMU_MEMORY_GUARD is off"));
      GuardView view = guard(vm);
      assertEquals(OptionalLong.empty(), view.target());
      assertEquals(OptionalLong.of((1024 - 400 - 788) * MIB), view.room());
      assertEquals(RAM, actual);
    }
  }

  private StubbedSupervisor start(Map<String, String> environment) throws IOException {
    return new StubbedSupervisor(
        environment, folder, PATIENCE, StubbedSupervisor.IDLE, this::answerAll);
  }

  /** A pod of 1 GiB that holds so much beside 300 MiB of guest RAM. */
  private static PodMemory memory(long overheadMib) {
    return new PodMemory(
        OptionalLong.of(1024 * MIB),
        OptionalLong.of((300 + overheadMib) * MIB),
        OptionalLong.of(300 * MIB),
        OptionalLong.of(overheadMib * MIB));
  }

  private void answerAll(Session session) throws IOException {
    session.negotiate();
    for (JsonNode request = session.receiveOrNull();
        request != null;
        request = session.receiveOrNull()) {
      switch (request.path("execute").asText()) {
        case "balloon" -> {
          if (driven) {
            actual = request.at("/arguments/value").asLong();
          }
          session.reply(request, "{}");
        }
        case "query-balloon" -> session.reply(request, "{\"actual\": " + actual + "}");
        default -> session.reply(request, "{\"status\": \"running\"}");
      }
    }
  }

  private static void await(StubbedSupervisor vm, String what, Predicate<VmView> wanted)
      throws InterruptedException {
    for (int look = 0; look < 1000 && !wanted.test(vm.view()); look++) {
      vm.advance(Duration.ofSeconds(2));
    }
    assertTrue(wanted.test(vm.view()), () -> "never " + what + "\n" + vm.log());
  }

  /**
   * What the guard tells. It tells nothing of what was measured long ago, and the clock of a test
   * can be faster than the thread that measures.
   */
  private static GuardView guard(StubbedSupervisor vm) throws InterruptedException {
    await(vm, "measured", view -> view.memory().isPresent());
    return vm.view().memory().orElseThrow();
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}

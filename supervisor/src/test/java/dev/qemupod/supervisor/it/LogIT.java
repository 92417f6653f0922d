package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a whole life of a VM leaves in the log. */
class LogIT {
  @Test
  void inJsonEveryLineIsAnObjectAndTheStoryIsToldByItsEvents() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(bareMetal("pwrbtn"), Map.of("QEMU_LOG_FORMAT", "json")))) {
      vm.awaitConsole("WAIT-POWERBUTTON");
      vm.awaitLog("The VM is running");
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
      List<JsonNode> events = new ArrayList<>();
      for (String line : vm.log().lines().toList()) {
        JsonNode entry = new ObjectMapper().readTree(line);
        for (String member : List.of("time", "level", "logger", "message")) {
          assertTrue(entry.path(member).isTextual(), line);
        }
        if (entry.has("event")) {
          events.add(entry.get("event"));
        }
      }
      // qemu may be gone before it is asked for its last state.
      assertEquals(List.of("plan", "state", "stop"), names(events).subList(0, 3), vm::story);
      assertEquals(256L << 20, events.getFirst().path("memory_bytes").asLong());
      assertEquals(1, events.getFirst().path("vcpus").asInt());
      assertEquals("tcg", events.getFirst().path("accelerator").asText());
      assertEquals("running", events.get(1).path("state").asText());
      assertEquals("TERM", events.get(2).path("signal").asText());
      assertEquals("ending", names(events).getLast());
      assertEquals(0, events.getLast().path("exit_code").asInt(-1));
      assertEquals("Stopped", events.getLast().path("reason").asText());
    }
  }

  private static List<String> names(List<JsonNode> events) {
    return events.stream().map(event -> event.path("name").asText()).toList();
  }

  @Test
  void inTextOneLineIsThePlanAndTheLastOneTheEnding() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(bareMetal("poweroff"))) {
      assertEquals(0, vm.awaitExit(), vm::story);
      List<String> lines = vm.log().lines().toList();
      assertEquals(1, lines.stream().filter(line -> line.contains(" INFO Plan: ")).count());
      assertTrue(
          lines.getLast().endsWith(" INFO The guest powered itself off. Exit code 0."), vm::story);
    }
  }
}

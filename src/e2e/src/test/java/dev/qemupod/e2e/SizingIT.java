package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is said about the size is what happens. */
class SizingIT {
  @RegisterExtension final Scene scene = Scene.ofTest();

  @Test
  void aPodThatIsTooSmallIsToldTheSmallestLimitThatWorks() throws Exception {
    VmSpec spec = VmSpec.bareMetal("pwrbtn");
    VmContainer tooSmall = scene.run(spec.memory("96m"));
    assertEquals(78, tooSmall.awaitExit());
    Matcher limit =
        Pattern.compile("raise resources\\.limits\\.memory to at least (\\d+)Mi")
            .matcher(tooSmall.log());
    assertTrue(limit.find(), "no limit is named");
    long smallest = Long.parseLong(limit.group(1));

    VmContainer oneLess = scene.run(spec.memory((smallest - 1) + "m"));
    assertEquals(78, oneLess.awaitExit());

    VmContainer enough = scene.run(spec.memory(smallest + "m"));
    enough.awaitLog("The VM is running");
    enough.awaitConsole("WAIT-POWERBUTTON");
    enough.stop();
    assertEquals(0, enough.awaitExit());
  }

  @Test
  void thePlanIsWhatRuns() throws Exception {
    VmSpec spec = VmSpec.bareMetal("pwrbtn").memory("600m").cpus("1.5");
    VmContainer planned = scene.run(spec.arguments("plan", "--json"));
    assertEquals(0, planned.awaitExit());
    JsonNode plan = new ObjectMapper().readTree(planned.console());

    VmContainer running = scene.run(spec);
    running.awaitLog("The VM is running");
    JsonNode status = running.status();
    for (String field : new String[] {"vcpus", "memory_bytes", "translation_cache_bytes"}) {
      long promised = plan.path("size").path(field).asLong(-1);
      assertTrue(promised > 0, field + " is missing in " + plan.toPrettyString());
      assertEquals(promised, status.path("plan").path(field).asLong(), field);
    }
    assertEquals(600L << 20, plan.at("/limits/memory_bytes").asLong());
    assertEquals(2, status.at("/plan/vcpus").asInt());
    String memory = "qemu_memory_configured_bytes ";
    String metrics = running.get("/metrics").body();
    double configured =
        Double.parseDouble(
            metrics
                .lines()
                .filter(line -> line.startsWith(memory))
                .findFirst()
                .orElseThrow()
                .substring(memory.length()));
    assertEquals(plan.at("/size/memory_bytes").asLong(), (long) configured);
  }
}

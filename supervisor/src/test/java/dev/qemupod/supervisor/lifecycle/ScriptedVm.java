package dev.qemupod.supervisor.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qemupod.supervisor.machine.Device;
import dev.qemupod.supervisor.qmp.FakeQmpServer;
import dev.qemupod.supervisor.qmp.FakeQmpServer.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A monitor whose guest takes and gives back CPUs and memory as far as a test has it. */
final class ScriptedVm implements FakeQmpServer.Script {
  static final long MIB = 1 << 20;

  /** What was asked of the VM, such as {@code plug 1}, {@code unplug 1}, {@code memory 128}. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** How often its memory was looked at, which is the last of each look. */
  final AtomicInteger looks = new AtomicInteger();

  volatile boolean givesCpusBack = true;
  volatile boolean refusesPlugs;
  volatile boolean drivesMemory = true;

  /** Plugged memory that is in use, and can not be taken back. */
  volatile long inUse;

  /** What the translation cache holds, in percent; less than nothing: this qemu does not tell. */
  volatile int translated;

  /** What the balloon leaves to the guest, bytes. */
  volatile long balloon = Long.MAX_VALUE;

  private final List<Boolean> processors = new ArrayList<>();
  private final boolean pluggableMemory;
  private long requested;
  private volatile long actual;

  ScriptedVm(int places) {
    this(places, true);
  }

  ScriptedVm(int places, boolean pluggableMemory) {
    for (int place = 0; place < places; place++) {
      processors.add(place == 0);
    }
    this.pluggableMemory = pluggableMemory;
  }

  /** Memory that the guest has of what can be plugged. */
  long plugged() {
    return actual;
  }

  /** How often something was asked that begins so. */
  long count(String what) {
    return asked.stream().filter(line -> line.startsWith(what)).count();
  }

  @Override
  public void run(Session session) throws IOException {
    session.negotiate();
    for (JsonNode request = session.receiveOrNull();
        request != null;
        request = session.receiveOrNull()) {
      answer(session, request);
    }
  }

  private void answer(Session session, JsonNode request) throws IOException {
    switch (request.path("execute").asText()) {
      case "query-hotpluggable-cpus" -> session.reply(request, places());
      case "query-memory-devices" -> {
        session.reply(request, memory());
        looks.incrementAndGet();
      }
      case "device_add" -> plug(session, request);
      case "device_del" -> {
        int place = Integer.parseInt(request.at("/arguments/id").asText().substring(1));
        asked.add("unplug " + place);
        if (givesCpusBack) {
          processors.set(place, false);
        }
        session.reply(request, "{}");
      }
      case "qom-set" -> {
        requested = request.at("/arguments/value").asLong();
        asked.add("memory " + requested / MIB);
        if (drivesMemory) {
          actual = Math.max(requested, Math.min(actual, inUse));
        }
        session.reply(request, "{}");
      }
      case "balloon" -> {
        balloon = request.at("/arguments/value").asLong();
        asked.add("balloon " + balloon / MIB);
        session.reply(request, "{}");
      }
      case "query-balloon" -> session.reply(request, "{\"actual\": " + balloon + "}");
      case "x-query-jit" -> tellTranslated(session, request);
      case "x-accel-stats" -> session.fail(request, "CommandNotFound", "no such command");
      default -> session.reply(request, "{\"status\": \"running\"}");
    }
  }

  private void plug(Session session, JsonNode request) throws IOException {
    int place = request.at("/arguments/core-id").asInt();
    asked.add("plug " + place);
    if (refusesPlugs) {
      session.fail(request, "GenericError", "no more of them");
    } else {
      processors.set(place, true);
      session.reply(request, "{}");
    }
  }

  private void tellTranslated(Session session, JsonNode request) throws IOException {
    if (translated < 0) {
      session.fail(request, "CommandNotFound", "no such command");
      return;
    }
    session.reply(
        request,
        "{\"human-readable-text\": \"Translation buffer state:\\ngen code size       "
            + translated * 1000
            + "/100000\\nTB count            21550\\n\"}");
  }

  private String places() {
    List<String> places = new ArrayList<>();
    for (int place = processors.size() - 1; place >= 0; place--) {
      places.add(
          "{\"type\": \"max-x86_64-cpu\", \"vcpus-count\": 1, \"props\": {\"core-id\": "
              + place
              + ", \"socket-id\": 0}"
              + (processors.get(place) ? ", \"qom-path\": \"/" + place + "\"" : "")
              + "}");
    }
    return "[" + String.join(", ", places) + "]";
  }

  private String memory() {
    return pluggableMemory
        ? "[{\"type\": \"virtio-mem\", \"data\": {\"id\": \""
            + Device.PluggableMemory.ID
            + "\", \"requested-size\": "
            + requested
            + ", \"size\": "
            + actual
            + "}}]"
        : "[]";
  }
}

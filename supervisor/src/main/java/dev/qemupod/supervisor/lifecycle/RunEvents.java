package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.log.JsonWriter;
import dev.qemupod.supervisor.qmp.RunState;
import dev.qemupod.supervisor.sizing.Accelerator;
import dev.qemupod.supervisor.sizing.VmSize;
import java.util.Locale;

/**
 * What the messages of a VM's life say to programs: the member {@code event} of their JSON, with a
 * name that stays as it is while the message's words may not.
 */
public final class RunEvents {
  private RunEvents() {}

  /** The VM is started like this. */
  static JsonWriter plan(VmSize size, Accelerator accelerator) {
    return begin("plan")
        .name("vcpus")
        .value(size.vcpus())
        .name("memory_bytes")
        .value(size.ram())
        .name("accelerator")
        .value(accelerator.name().toLowerCase(Locale.ROOT))
        .endObject();
  }

  /** The VM has come to another state. */
  static JsonWriter state(RunState state) {
    return named("state", "state", state.qapiName());
  }

  /** The supervisor has come to its end. */
  public static JsonWriter ending(Ending ending) {
    return begin("ending")
        .name("exit_code")
        .value(ending.code())
        .name("reason")
        .value(ending.reason())
        .endObject();
  }

  /** Something with one more word to say. */
  static JsonWriter named(String event, String member, String value) {
    return begin(event).name(member).value(value).endObject();
  }

  private static JsonWriter begin(String event) {
    return new JsonWriter().beginObject().name("name").value(event);
  }
}

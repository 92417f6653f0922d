package dev.qemupod.supervisor.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qemupod.supervisor.qmp.JsonTree;
import dev.qemupod.supervisor.qmp.QemuSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A conversation with the guest agent, for one thread.
 *
 * <p>Its answers carry no id, so a late one would be taken for the next command's. After whatever
 * went wrong, the next command therefore begins with {@code guest-sync-delimited}, as QEMU's
 * qga/qapi-schema.json tells clients to: the byte 0xFF first, which makes the agent forget half a
 * command, and a number that it has to give back.
 */
public final class AgentClient implements AutoCloseable {
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(1);

  private final QemuSocket socket;
  private final ReplyReader replies;
  private final Duration timeout;
  private final JsonTree json = new JsonTree(ReplyReader.LONGEST_LIST);

  /** Not guessable from an earlier conversation: its answers may be in the channel still. */
  private long nextSync = System.nanoTime() & Integer.MAX_VALUE;

  private boolean inStep;

  private AgentClient(QemuSocket socket, Duration timeout) {
    this.socket = socket;
    this.replies = new ReplyReader(socket::read);
    this.timeout = timeout;
  }

  /**
   * Connects; whether anybody answers is not known then.
   *
   * @param timeout for each command
   */
  public static AgentClient connect(Path socket, Duration timeout) throws AgentException {
    try {
      return new AgentClient(QemuSocket.connect(socket, WRITE_TIMEOUT), timeout);
    } catch (IOException | LinkageError failure) {
      throw new AgentException.Disconnected("can not be opened: " + failure.getMessage());
    }
  }

  /** Whether the agent answers. */
  public void ping() throws AgentException {
    execute("guest-ping");
  }

  /** What the guest says it is. */
  public GuestOs guestOs() throws AgentException {
    JsonNode os = execute("guest-get-osinfo");
    return new GuestOs(
        text(os, "id"),
        text(os, "version-id"),
        text(os, "pretty-name"),
        text(os, "kernel-release"),
        text(os, "machine"),
        hostName());
  }

  private String hostName() throws AgentException {
    try {
      return text(execute("guest-get-host-name"), "host-name");
    } catch (AgentException.Refused notAllowed) {
      return "";
    }
  }

  /** The file systems that the guest says it has on its disks. */
  public List<GuestFilesystem> filesystems() throws AgentException {
    return GuestLists.filesystems(list("guest-get-fsinfo"));
  }

  /** The network interfaces that the guest says it has. */
  public List<GuestInterface> interfaces() throws AgentException {
    return GuestLists.interfaces(list("guest-network-get-interfaces"));
  }

  private JsonNode list(String command) throws AgentException {
    JsonNode list = reply(command, timeout, ReplyReader.LONGEST_LIST).path("return");
    if (!list.isArray()) {
      throw outOfStep(command);
    }
    return list;
  }

  private static String text(JsonNode node, String member) {
    return GuestText.tamed(node.path(member).asText(""));
  }

  /**
   * Asks the guest to power off. An agent that does as it is told says nothing.
   *
   * @param patience how long a refusal is waited for
   */
  public void shutdown(Duration patience) throws AgentException {
    synchronise();
    // Whatever comes, the next command has to find its own answer.
    inStep = false;
    try {
      send("{\"execute\":\"guest-shutdown\",\"arguments\":{\"mode\":\"powerdown\"}}\n");
      awaitRefusal(patience);
    } catch (AgentException failure) {
      throw failure;
    } catch (IOException failure) {
      throw unusable(failure, timeout);
    }
  }

  private void awaitRefusal(Duration patience) throws IOException {
    replies.begin(patience);
    try {
      value("guest-shutdown", accepted("guest-shutdown", replies.line()));
    } catch (ReplyReader.Late | AgentException.Disconnected obeyed) {
      // It is silent, or gone already.
    }
  }

  /**
   * Has the guest write out its file systems and hold further writes, as before a snapshot.
   *
   * @param patience how long it may take
   * @return how many the guest says there are
   */
  public int freeze(Duration patience) throws AgentException {
    String command = "guest-fsfreeze-freeze";
    JsonNode count = reply(command, patience).path("return");
    if (!count.canConvertToInt() || !count.isIntegralNumber() || count.intValue() < 0) {
      throw outOfStep(command);
    }
    return count.intValue();
  }

  private JsonNode execute(String command) throws AgentException {
    return value(command, reply(command, timeout));
  }

  private JsonNode reply(String command, Duration patience) throws AgentException {
    return reply(command, patience, ReplyReader.LONGEST_LINE);
  }

  /** What is said to a command, but for a refusal. */
  private JsonNode reply(String command, Duration patience, int longest) throws AgentException {
    synchronise();
    inStep = false;
    try {
      send("{\"execute\":\"" + command + "\"}\n");
      replies.begin(patience, longest);
      byte[] line = replies.line();
      inStep = true;
      return accepted(command, line);
    } catch (AgentException failure) {
      throw failure;
    } catch (IOException failure) {
      throw unusable(failure, patience);
    }
  }

  private void synchronise() throws AgentException {
    if (inStep) {
      return;
    }
    nextSync++;
    try {
      send(
          "\u00ff{\"execute\":\"guest-sync-delimited\",\"arguments\":{\"id\":" + nextSync + "}}\n");
      replies.begin(timeout);
      boolean answered = false;
      while (!answered) {
        replies.skipToDelimiter();
        answered = isAnswer(replies.line());
      }
      inStep = true;
    } catch (AgentException failure) {
      throw failure;
    } catch (IOException failure) {
      throw unusable(failure, timeout);
    }
  }

  /** Answers to earlier attempts come first; they are no reason to give up. */
  private boolean isAnswer(byte[] line) {
    try {
      JsonNode id = json.read(line, 0, line.length).path("return");
      return id.isIntegralNumber() && id.canConvertToLong() && id.longValue() == nextSync;
    } catch (IOException garbage) {
      return false;
    }
  }

  private JsonNode accepted(String command, byte[] line) throws IOException {
    JsonNode reply = parse(line);
    if (reply.path("error").isObject()) {
      throw new AgentException.Refused(
          command, GuestText.tamed(reply.path("error").path("desc").asText("")));
    }
    return reply;
  }

  private JsonNode value(String command, JsonNode reply) throws AgentException {
    if (reply.path("return").isObject()) {
      return reply.get("return");
    }
    throw outOfStep(command);
  }

  private AgentException outOfStep(String command) {
    inStep = false;
    return new AgentException.Unusable("answered " + command + " with something else");
  }

  /** The bytes are here already: whatever fails is their fault, not the channel's. */
  private JsonNode parse(byte[] line) throws AgentException {
    try {
      return json.read(line, 0, line.length);
    } catch (IOException garbage) {
      inStep = false;
      throw new AgentException.Unusable("sent what is no JSON");
    }
  }

  private void send(String text) throws IOException {
    socket.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private AgentException unusable(IOException failure, Duration patience) {
    return failure instanceof ReplyReader.Late
        ? new AgentException.Unusable("did not answer within " + patience.toMillis() + " ms")
        : new AgentException.Disconnected("is broken: " + failure.getMessage());
  }

  /** Ends what another thread is waiting for; that thread has to close it still. */
  public void interrupt() {
    socket.interrupt();
  }

  @Override
  public void close() {
    socket.close();
  }
}

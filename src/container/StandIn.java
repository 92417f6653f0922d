import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in for qemu, which is not there where the image is built: listens on the QMP sockets that the
 * command line names, and answers as qemu does, with a disk, a balloon and one vCPU.
 *
 * <p>Usage: {@code java StandIn.java qemu ARGUMENTS...}, or {@code deaf-qemu} for a guest without a
 * power button. In either the guest powers off when the file {@link Training#POWER_OFF} is there.
 */
public final class StandIn {
  private static final Pattern SOCKET = Pattern.compile("unix:([^,]+),server=on.*");
  private static final Pattern COMMAND = Pattern.compile("\"execute\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*([0-9]+)");
  private static final String TIME = "\"timestamp\":{\"seconds\":1,\"microseconds\":2}";
  private static final String HISTOGRAM =
      """
      {"boundaries":[100001,250001,500001,1000001,2500001,5000001,10000001,25000001,50000001,\
      100000001,500000001,2000000001,10000000001],"bins":[1,0,0,0,0,0,0,0,0,0,0,0,0,0]}""";
  private static final String STATS =
      """
      [{"device":"","node-name":"hda","qdev":"/machine/peripheral/hda/virtio-backend","stats":\
      {"rd_bytes":512,"rd_operations":1,"rd_total_time_ns":9,"failed_rd_operations":0,\
      "invalid_rd_operations":0,"wr_bytes":512,"wr_operations":1,"wr_total_time_ns":9,\
      "failed_wr_operations":0,"invalid_wr_operations":0,"flush_operations":1,\
      "flush_total_time_ns":9,"failed_flush_operations":0,"invalid_flush_operations":0,\
      "unmap_bytes":0,"unmap_operations":0,"unmap_total_time_ns":0,\
      "rd_latency_histogram":HISTOGRAM,"wr_latency_histogram":HISTOGRAM,\
      "flush_latency_histogram":HISTOGRAM}}]"""
          .replace("HISTOGRAM", HISTOGRAM);
  private static final String BLOCK =
      """
      [{"device":"","qdev":"/machine/peripheral/hda/virtio-backend","io-status":"ok",\
      "inserted":{"node-name":"hda","drv":"qcow2"}}]""";
  private static final String NODES =
      """
      [{"node-name":"hda","drv":"qcow2","file":"/disk.qcow2","ro":false,\
      "image":{"virtual-size":1073741824,"actual-size":262144}}]""";
  private static final String BALLOON_STATS =
      """
      {"last-update":1,"stats":{"stat-free-memory":1048576,"stat-total-memory":134217728,\
      "stat-available-memory":18446744073709551615}}""";

  private final boolean deaf;
  private volatile String status = "running";
  private volatile boolean told;

  private StandIn(boolean deaf) {
    this.deaf = deaf;
  }

  public static void main(String[] arguments) throws IOException {
    new StandIn(arguments[0].startsWith("deaf")).run(arguments);
  }

  private void run(String[] arguments) throws IOException {
    System.out.println("The stand-in's console.");
    for (String argument : arguments) {
      Matcher socket = SOCKET.matcher(argument);
      if (socket.matches()) {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Files.deleteIfExists(Path.of(socket.group(1))); // as qemu does
        server.bind(UnixDomainSocketAddress.of(socket.group(1)));
        Thread.ofPlatform().start(() -> serve(server));
      }
    }
  }

  private void serve(ServerSocketChannel server) {
    while (true) {
      try (SocketChannel client = server.accept();
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(
                      Channels.newInputStream(client), StandardCharsets.UTF_8));
          BufferedWriter out =
              new BufferedWriter(
                  new OutputStreamWriter(
                      Channels.newOutputStream(client), StandardCharsets.UTF_8))) {
        converse(in, out);
      } catch (IOException failure) {
        System.err.println("stand-in: " + failure);
      }
    }
  }

  private void converse(BufferedReader in, BufferedWriter out) throws IOException {
    send(
        out,
        "{\"QMP\":{\"version\":{\"qemu\":{\"major\":7,\"minor\":2,\"micro\":0},\"package\":\"\"},"
            + "\"capabilities\":[\"oob\"]}}");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Matcher command = COMMAND.matcher(line);
      Matcher id = ID.matcher(line);
      if (command.find() && id.find()) {
        send(out, "{\"return\":" + reply(command.group(1)) + ",\"id\":" + id.group(1) + "}");
        follow(command.group(1), out);
      }
    }
  }

  private String reply(String command) {
    long thread = ProcessHandle.current().pid();
    return switch (command) {
      case "query-status" -> "{\"status\":\"" + status + "\",\"running\":true}";
      case "query-cpus-fast" -> "[{\"cpu-index\":0,\"thread-id\":" + thread + "}]";
      case "query-iothreads" -> "[{\"id\":\"io0\",\"thread-id\":" + thread + "}]";
      case "query-blockstats" -> STATS;
      case "query-block" -> BLOCK;
      case "query-named-block-nodes" -> NODES;
      case "query-balloon" -> "{\"actual\":134217728}";
      case "query-memory-size-summary" -> "{\"base-memory\":134217728,\"plugged-memory\":0}";
      case "qom-get" -> BALLOON_STATS;
      default -> "{}";
    };
  }

  /** What happens after some commands; the guest heeds its power button at once. */
  private void follow(String command, BufferedWriter out) throws IOException {
    if (command.equals("query-status") && !told) {
      told = true;
      send(out, "{\"event\":\"RTC_CHANGE\",\"data\":{\"offset\":0}," + TIME + "}");
      Thread.ofPlatform().daemon().start(() -> awaitPowerOff(out));
    } else if (command.equals("system_powerdown")) {
      send(out, "{\"event\":\"POWERDOWN\"," + TIME + "}");
      if (!deaf) {
        powerOff(out);
      }
    } else if (command.equals("quit")) {
      System.exit(0);
    }
  }

  private void powerOff(BufferedWriter out) throws IOException {
    status = "shutdown";
    send(
        out,
        "{\"event\":\"SHUTDOWN\",\"data\":{\"guest\":true,\"reason\":\"guest-shutdown\"},"
            + TIME
            + "}");
    send(out, "{\"event\":\"STOP\"," + TIME + "}");
  }

  /** The guest powers off by itself when the file is there. */
  private void awaitPowerOff(BufferedWriter out) {
    try {
      while (!Files.deleteIfExists(Path.of(Training.POWER_OFF))) {
        Thread.sleep(20);
      }
      powerOff(out);
    } catch (IOException | InterruptedException failure) {
      System.err.println("stand-in: " + failure);
    }
  }

  private static synchronized void send(BufferedWriter out, String line) throws IOException {
    out.write(line + "\r\n");
    out.flush();
  }
}

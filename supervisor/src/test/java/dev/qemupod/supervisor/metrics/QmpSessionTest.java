package dev.qemupod.supervisor.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.qemupod.supervisor.qmp.QmpException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QmpSessionTest {
  private static final Path SOCKET = Path.of("/run/qmp-1.sock");
  private static final Duration BUDGET = Duration.ofSeconds(30);

  private final FakeQmpSource qemu = new FakeQmpSource();
  private final QmpSession session = new QmpSession(qemu.connector());

  @Test
  void oneConnectionServesAllSamplesOfAQemu() throws Exception {
    for (int sample = 0; sample < 3; sample++) {
      session.begin(42, BUDGET);
      session.ask(SOCKET, QmpSource::vcpus);
      session.ask(SOCKET, QmpSource::blocks);
    }

    assertEquals(List.of(SOCKET), qemu.connections);
    assertEquals(0, qemu.closed);
  }

  @Test
  void aNewQemuIsANewConnection() throws Exception {
    session.begin(42, BUDGET);
    session.ask(SOCKET, QmpSource::vcpus);
    session.begin(43, BUDGET);
    session.ask(SOCKET, QmpSource::vcpus);

    assertEquals(2, qemu.connections.size());
    assertEquals(1, qemu.closed);
  }

  @Test
  void aQemuThatDoesNotAnswerIsNotAskedAgainInTheSameSample() throws Exception {
    qemu.vcpuFailure = Optional.of(FakeQmpSource.timedOut());
    session.begin(42, BUDGET);
    assertThrows(QmpException.TimedOut.class, () -> session.ask(SOCKET, QmpSource::vcpus));
    assertThrows(QmpException.Disconnected.class, () -> session.ask(SOCKET, QmpSource::blocks));

    assertEquals(List.of("vcpus"), qemu.asked);
    assertEquals(1, qemu.closed);

    session.begin(42, BUDGET);
    assertEquals(1, session.ask(SOCKET, QmpSource::blocks).size());
    assertEquals(2, qemu.connections.size());
  }

  @Test
  void aRefusedCommandCostsNothingButItself() throws Exception {
    qemu.vcpuFailure = Optional.of(FakeQmpSource.refused());
    session.begin(42, BUDGET);
    assertThrows(QmpException.CommandFailed.class, () -> session.ask(SOCKET, QmpSource::vcpus));

    assertEquals(1, session.ask(SOCKET, QmpSource::blocks).size());
    assertEquals(1, qemu.connections.size());
  }

  @Test
  void anEmptyBudgetAsksNothing() {
    session.begin(42, Duration.ZERO);

    assertThrows(IOException.class, () -> session.ask(SOCKET, QmpSource::vcpus));
    assertEquals(List.of(), qemu.asked);
    assertEquals(List.of(), qemu.connections);
  }

  @Test
  void aClosedSessionLeavesNoConnectionBehind() {
    session.begin(42, BUDGET);
    session.close();

    assertThrows(QmpException.Disconnected.class, () -> session.ask(SOCKET, QmpSource::vcpus));
    assertEquals(qemu.connections.size(), qemu.closed);
  }
}

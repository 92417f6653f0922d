package dev.qemupod.supervisor.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents that are right, slow, broken and hostile. */
@Timeout(30)
class AgentClientTest {
  private static final Duration PATIENT = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir Path folder;

  @Test
  void aPingIsAnswered() throws Exception {
    try (FakeAgent agent =
            agent(
                channel -> {
                  channel.synchronise();
                  channel.hear();
                  channel.say("{\"return\": {}}\n");
                  channel.hear();
                  channel.say("{\"return\": {}}\n");
                });
        AgentClient client = client(PATIENT)) {
      client.ping();
      client.ping();
      assertEquals(
          List.of("{\"execute\":\"guest-ping\"}", "{\"execute\":\"guest-ping\"}"),
          agent.heard().subList(1, 3));
    }
  }

  @Test
  void whatIsLeftOfAnEarlierConversationIsSkipped() throws Exception {
    String left =
        "{\"return\": {}}\n{\"error\": {\"desc\": \"stray\"}}\n\u00ff{\"return\": 1}\ngarb";
    try (FakeAgent _ =
            agent(
                channel -> {
                  channel.synchronise(left);
                  channel.hear();
                  channel.say("{\"return\": {}}\r\n");
                  channel.hear();
                });
        AgentClient client = client(PATIENT)) {
      client.ping();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // The half of an answer, of an agent that was killed while it wrote.
        "\u00ff{\"retu",
        // What a reader of JSON takes for UTF-32 and can not decode.
        "\u00ff\u0000\u0000\u0000{abcd\n"
      })
  void anAnswerIsFoundBehindWhatIsNone(String left) throws Exception {
    try (FakeAgent _ =
            agent(
                channel -> {
                  channel.synchronise(left);
                  channel.hear();
                  channel.say("{\"return\": {}}\n");
                  channel.hear();
                });
        AgentClient client = client(Duration.ofSeconds(5))) {
      client.ping();
    }
  }

  @Test
  void anAnswerThatCanNotBeDecodedIsNoBrokenChannel() throws Exception {
    try (FakeAgent _ =
            agent(
                channel -> {
                  channel.synchronise();
                  channel.hear();
                  channel.say("\u0000\u0000\u0000{abcd\n");
                  channel.hear();
                });
        AgentClient client = client(PATIENT)) {
      AgentException garbage = assertThrows(AgentException.Unusable.class, client::ping);
      assertEquals("the guest agent sent what is no JSON", garbage.getMessage());
    }
  }

  @Test
  void anAnswerThatComesTooLateIsNotTheNextCommands() throws Exception {
    try (FakeAgent _ =
            agent(
                channel -> {
                  channel.synchronise();
                  channel.hear();
                  channel.synchronise("{\"return\": {\"host-name\": \"late\"}}\n");
                  channel.hear();
                  channel.say("{\"return\": {\"id\": \"debian\"}}\n");
                  channel.hear();
                  channel.say("{\"return\": {\"host-name\": \"vm-0\"}}\n");
                });
        AgentClient client = client(Duration.ofMillis(500))) {
      AgentException late = assertThrows(AgentException.Unusable.class, client::ping);
      assertEquals("the guest agent did not answer within 500 ms", late.getMessage());
      assertEquals(new GuestOs("debian", "", "", "", "", "vm-0"), client.guestOs());
    }
  }

  @Test
  void aRefusalIsNoSilence() throws Exception {
    try (FakeAgent _ =
            agent(
                channel -> {
                  channel.synchronise();
                  channel.hear();
                  channel.say(
                      "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"no\\u001b\"}}\n");
                  channel.hear();
                  channel.say("{\"return\": {}}\n");
                  channel.hear();
                });
        AgentClient client = client(PATIENT)) {
      AgentException refused = assertThrows(AgentException.Refused.class, client::guestOs);
      assertEquals("the guest agent refused guest-get-osinfo: no?", refused.getMessage());
      client.ping();
    }
  }

  @Test
  void aListMayBeLongerThanAnotherAnswerAndTheNextOneIsFoundBehindIt() throws Exception {
    String interfaces =
        "{\"return\": [" + "{\"name\": \"eth0\", \"statistics\": {}},".repeat(2000) + "7]}\n";
    assertTrue(interfaces.length() > ReplyReader.LONGEST_LINE);
    assertTrue(interfaces.length() < ReplyReader.LONGEST_LIST);
    try (FakeAgent _ =
            agent(
                channel -> {
                  channel.synchronise();
                  channel.hear();
                  channel.say(interfaces);
                  channel.hear();
                  channel.say("{\"return\": [" + "7,".repeat(ReplyReader.LONGEST_LIST) + "7]}\n");
                  channel.synchronise();
                  channel.hear();
                  channel.say("{\"return\": {}}\n");
                  channel.synchronise();
                  channel.hear();
                  channel.say("{\"return\": {}}\n");
                  channel.hear();
                });
        AgentClient client = client(PATIENT)) {
      assertEquals("eth0", client.interfaces().getFirst().name());
      assertThrows(AgentException.Unusable.class, client::interfaces);
      assertThrows(AgentException.Unusable.class, client::filesystems);
      client.ping();
    }
  }

  @Test
  void whatTheGuestSaysOfItselfIsTamed() throws Exception {
    String endless = "x".repeat(2000);
    try (FakeAgent _ =
            agent(
                channel -> {
                  channel.synchronise();
                  channel.hear();
                  channel.say(
                      "{\"return\": {\"id\": \"a\\nb\\u202e\", \"pretty-name\": \""
                          + endless
                          + "\", \"version-id\": 12, \"machine\": {\"a\": []}}}\n");
                  channel.hear();
                  channel.say("{\"error\": {\"desc\": \"disabled\"}}\n");
                });
        AgentClient client = client(PATIENT)) {
      assertEquals(
          new GuestOs("a?b?", "12", endless.substring(0, 128), "", "", ""), client.guestOs());
    }
  }

  @Test
  void aShutdownNeedsNoAnswer() throws Exception {
    try (FakeAgent agent =
            agent(
                channel -> {
                  channel.synchronise();
                  channel.hear();
                });
        AgentClient client = client(PATIENT)) {
      client.shutdown(SHORT);
      assertEquals(
          "{\"execute\":\"guest-shutdown\",\"arguments\":{\"mode\":\"powerdown\"}}",
          agent.heard().get(1));
    }
  }

  @Test
  void aShutdownMayBeRefused() throws Exception {
    try (FakeAgent _ =
            agent(
                channel -> {
                  channel.synchronise();
                  channel.hear();
                  channel.say("{\"error\": {\"class\": \"GenericError\", \"desc\": \"never\"}}\n");
                  channel.hear();
                });
        AgentClient client = client(PATIENT)) {
      assertThrows(AgentException.Refused.class, () -> client.shutdown(PATIENT));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON\n",
        "{\"return\": 7}\n",
        "{}\n",
        "[]\n",
        "null\n",
        "{\"error\": \"no\"}\n",
        "{\"return\": {}} {\"return\": {}}\n",
        "{\"return\": {\n",
        "\u0080\u0081\n"
      })
  void aLieIsNoAnswer(String lie) throws Exception {
    try (FakeAgent _ =
            agent(
                channel -> {
                  channel.synchronise();
                  channel.hear();
                  channel.say(lie);
                  channel.synchronise();
                  channel.hear();
                  channel.say("{\"return\": {}}\n");
                });
        AgentClient client = client(PATIENT)) {
      assertThrows(AgentException.Unusable.class, client::ping);
      client.ping();
    }
  }

  @Test
  void deeplyNestedJsonIsNoAnswer() throws Exception {
    try (FakeAgent _ =
            agent(
                channel -> {
                  channel.synchronise();
                  channel.hear();
                  channel.say("[".repeat(ReplyReader.LONGEST_LINE - 1) + "\n");
                  channel.hear();
                });
        AgentClient client = client(PATIENT)) {
      assertThrows(AgentException.Unusable.class, client::ping);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "x\n", "\u00ff", "\u00ff{\"return\": 1}\n", "{\"return\": {}}\n"})
  void aFloodEndsAtItsBound(String drop) throws Exception {
    try (FakeAgent _ = agent(channel -> channel.flood(drop.repeat(1000)));
        AgentClient client = client(PATIENT)) {
      AgentException flooded = assertThrows(AgentException.Unusable.class, client::ping);
      String reason = String.valueOf(flooded.getMessage());
      assertTrue(
          reason.contains("bytes without an answer") || reason.contains("a line of more than"),
          reason);
    }
  }

  @Test
  void halfAnAnswerIsNotWaitedForLonger() throws Exception {
    try (FakeAgent _ =
            agent(
                channel -> {
                  channel.hear();
                  channel.say("\u00ff{");
                  channel.hear();
                });
        AgentClient client = client(SHORT)) {
      assertThrows(AgentException.Unusable.class, client::ping);
    }
  }

  @Test
  void aClosedChannelIsAnEnd() throws Exception {
    try (FakeAgent _ = agent(FakeAgent.Channel::hear);
        AgentClient client = client(PATIENT)) {
      assertThrows(AgentException.Disconnected.class, client::ping);
    }
  }

  @Test
  void aWaitCanBeEndedByAnotherThread() throws Exception {
    try (FakeAgent _ =
            agent(
                channel -> {
                  channel.hear();
                  channel.hear();
                });
        AgentClient client = client(PATIENT)) {
      Thread interrupter = Thread.ofPlatform().start(client::interrupt);
      assertThrows(AgentException.Disconnected.class, client::ping);
      interrupter.join();
    }
  }

  @Test
  void aFreezeTellsHowMany() throws Exception {
    try (FakeAgent agent =
            agent(
                channel -> {
                  channel.synchronise();
                  channel.hear();
                  channel.say("{\"return\": 2}\n");
                });
        AgentClient client = client(PATIENT)) {
      assertEquals(2, client.freeze(PATIENT));
      assertEquals("{\"execute\":\"guest-fsfreeze-freeze\"}", agent.heard().get(1));
    }
  }

  @Test
  void aFreezeIsNotWaitedForLongerThanItMayTake() throws Exception {
    try (FakeAgent _ =
            agent(
                channel -> {
                  channel.synchronise();
                  channel.hear();
                  channel.hear();
                });
        AgentClient client = client(PATIENT)) {
      AgentException late = assertThrows(AgentException.Unusable.class, () -> client.freeze(SHORT));
      assertEquals("the guest agent did not answer within 200 ms", late.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "-1", "2.5", "1e99", "99999999999", "\"2\"", "null", "[]", "true"})
  void aCountThatIsNoneIsNoFreeze(String count) throws Exception {
    try (FakeAgent _ =
            agent(
                channel -> {
                  channel.synchronise();
                  channel.hear();
                  channel.say("{\"return\": " + count + "}\n");
                  channel.synchronise();
                  channel.hear();
                  channel.say("{\"return\": {}}\n");
                });
        AgentClient client = client(PATIENT)) {
      assertThrows(AgentException.Unusable.class, () -> client.freeze(PATIENT));
      client.ping();
    }
  }

  @Test
  void noSocketIsNoAgent() {
    assertThrows(AgentException.Disconnected.class, () -> client(PATIENT));
  }

  private FakeAgent agent(FakeAgent.Script script) throws Exception {
    return new FakeAgent(socket(), script);
  }

  private AgentClient client(Duration timeout) throws AgentException {
    return AgentClient.connect(socket(), timeout);
  }

  private Path socket() {
    return folder.resolve("agent.sock");
  }
}

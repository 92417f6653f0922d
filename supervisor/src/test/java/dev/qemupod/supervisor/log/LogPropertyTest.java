package dev.qemupod.supervisor.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a message quotes, it stays on its line and a terminal obeys nothing in it. */
class LogPropertyTest {
  private final ObjectMapper json = new ObjectMapper();

  @Property(tries = 1000)
  void nothingHarmfulIsLeftInALineOfText(@ForAll("any") String text) {
    String visible = LogText.visible(text);
    assertFalse(visible.chars().anyMatch(Character::isISOControl), visible);
    assertFalse(visible.matches("(?s).*[\u2028-\u202e\u2066-\u2069].*"), visible);
  }

  @Property(tries = 1000)
  void anyTextComesBackFromJson(@ForAll("any") String text) throws JsonProcessingException {
    String quoted = JsonText.quote(text);
    assertFalse(quoted.chars().anyMatch(Character::isISOControl), quoted);
    assertEquals(text, json.readTree(quoted).textValue());
  }

  @Provide
  Arbitrary<String> any() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(60),
        Arbitraries.strings()
            .withChars("a\"\\/\b\t\n\r\u0000\u001b\u007f\u0085\u2028\u202e\u2066\ud83d\ude00")
            .ofMaxLength(30));
  }
}

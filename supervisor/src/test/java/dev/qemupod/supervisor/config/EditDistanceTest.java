package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Typing mistakes. */
class EditDistanceTest {
  @ParameterizedTest(name = "{0} to {1}: {2}")
  @CsvSource({
    "'','',0",
    "a,'',1",
    "'',ab,2",
    "ram,ram,0",
    "ram,rma,1",
    "ram,rm,1",
    "ram,raam,1",
    "ram,rom,1",
    "kitten,sitting,3",
    "ca,abc,3"
  })
  void mistakesAreCounted(String first, String second, int mistakes) {
    assertEquals(mistakes, EditDistance.between(first, second));
    assertEquals(mistakes, EditDistance.between(second, first));
  }

  @Test
  void theFirstOfTheNearestWins() {
    assertEquals("HDA", EditDistance.nearest("HDX", List.of("RAM", "HDA", "HDB")));
  }
}

package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResizeOptionsTest {
  @Test
  void withoutArgumentsItIsFiftyResizesOfANewSeed() throws BenchException {
    ResizeOptions options = ResizeOptions.of(List.of(), 4711);
    assertEquals(50, options.resizes());
    assertEquals(4711, options.seed());
    assertEquals("./dev bench resize --seed 4711", options.command());
  }

  @Test
  void theCommandRepeatsIt() throws BenchException {
    List<String> arguments =
        List.of(
            "--image",
            "localhost/other",
            "--zeros",
            "1",
            "--resizes",
            "9",
            "--cpu-max",
            "4",
            "--seed",
            "-3");
    ResizeOptions options = ResizeOptions.of(arguments, 1);
    assertEquals(
        "./dev bench resize --seed -3 --resizes 9 --cpu-max 4 --zeros 1 --image localhost/other",
        options.command());
    List<String> words = List.of(options.command().split(" ", -1));
    assertEquals(options, ResizeOptions.of(words.subList(3, words.size()), 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--seed x",
        "--resizes 0",
        "--resizes",
        "--cpu-max 1",
        "--zeros yes",
        "--cells all"
      })
  void anythingElseIsRefused(String arguments) {
    assertThrows(
        BenchException.class, () -> ResizeOptions.of(List.of(arguments.split(" ", -1)), 1));
  }
}

package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LibraryCostTest {
  private static final String CLASSES =
      """
      22045:
      KlassAddr           Size  State                 Flags    ClassName
      0x000000005a144000    66  fully_initialized     W        jnr.posix.Linux
      0x000000005a128400    66  linked                         com.kenai.jffi.Function
      0x000000005a128000    66  fully_initialized     WS       java.lang.String
      0x000000005a118800    66  fully_initialized     W        Lambda/0x000000005a118800
      """;

  private static final String HISTOGRAM =
      """
      22045:
       num     #instances         #bytes  class name (module)
      -------------------------------------------------------
         1:          4110         512000  [B (java.base@25.0.3)
         2:          4056         102400  [[Ljava.lang.String; (java.base@25.0.3)
         3:            12           2048  jnr.posix.Linux
      Total         8178         616448
      """;

  @Test
  void classesAndObjectsAreCountedForTheLibraryWhoseTheyAre() throws BenchException {
    assertEquals(
        Map.of(
            "jnr, jffi",
            new LibraryCost(2, 2),
            "the JDK",
            new LibraryCost(1, 100),
            LibraryCost.OTHER,
            new LibraryCost(1, 0),
            LibraryCost.PRIMITIVES,
            new LibraryCost(0, 500)),
        LibraryCost.of(CLASSES, HISTOGRAM));
  }

  @Test
  void somethingElseIsNotUnderstood() {
    assertThrows(BenchException.class, () -> LibraryCost.of("22045:", "Exception"));
  }
}

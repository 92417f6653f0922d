package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class PeerOptionsTest {
  @Test
  void fiveRoundsOfEverythingUnderTcgAreUsual() throws Exception {
    assertEquals(
        new PeerOptions(5, PeerOptions.Extent.ALL, false, false, "./dev bench peers"),
        PeerOptions.of(List.of()));
  }

  @Test
  void theReportTellsWhatWasAskedFor() throws Exception {
    assertEquals(
        new PeerOptions(
            12,
            PeerOptions.Extent.START,
            true,
            true,
            "./dev bench peers --rounds 12 --start --cold --kvm"),
        PeerOptions.of(List.of("--rounds", "12", "--start", "--cold", "--kvm")));
  }

  @Test
  void theDisksAloneAreDrivenByFio() throws Exception {
    assertEquals(PeerOptions.Extent.FIO, PeerOptions.of(List.of("--fio")).extent());
  }

  @Test
  void whatIsNotUnderstoodIsRefused() {
    assertThrows(BenchException.class, () -> PeerOptions.of(List.of("--rounds")));
    assertThrows(BenchException.class, () -> PeerOptions.of(List.of("--rounds", "0")));
    assertThrows(BenchException.class, () -> PeerOptions.of(List.of("--all")));
  }
}

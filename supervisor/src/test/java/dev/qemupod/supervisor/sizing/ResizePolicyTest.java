package dev.qemupod.supervisor.sizing;

import static dev.qemupod.supervisor.sizing.SizingFixture.GIB;
import static dev.qemupod.supervisor.sizing.SizingFixture.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.ConfigException;
import dev.qemupod.supervisor.config.ResizeConfig;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ResizePolicyTest {
  private static final ResizeConfig AUTO =
      new ResizeConfig(true, OptionalInt.empty(), OptionalLong.empty());
  private static final SizingFixture POD = SizingFixture.pod(Accelerator.TCG).limit(GIB);

  @Test
  void unchangedLimitsGiveTheSizeTheVmWasStartedWith() throws ConfigException {
    WantedSize wanted = wanted(POD, POD);
    assertEquals(1, wanted.vcpus());
    assertEquals(POD.size().ram(), wanted.ram());
  }

  @Test
  void moreOfBothIsWhatASecondStartWouldGet() throws ConfigException {
    SizingFixture grown = POD.limit(2 * GIB).quota(OptionalDouble.of(2.5), 8);
    WantedSize wanted = wanted(POD, grown);
    assertEquals(3, wanted.vcpus());
    assertEquals(grown.size().ram(), wanted.ram());
  }

  @Test
  void theMaximaHold() throws ConfigException {
    WantedSize wanted = wanted(POD, POD.limit(64 * GIB).quota(OptionalDouble.of(64), 64));
    assertEquals(4, wanted.vcpus());
    assertEquals(4 * POD.size().ram(), wanted.ram());
    assertTrue(wanted.describe().contains("the most it can have"), wanted.describe());
  }

  @Test
  void theRamNeverFallsBelowTheStartButTheCpusDo() throws ConfigException {
    SizingFixture started = POD.quota(OptionalDouble.of(3), 8);
    WantedSize wanted = wanted(started, started.limit(512 * MIB).quota(OptionalDouble.of(0.5), 8));
    assertEquals(1, wanted.vcpus());
    assertEquals(started.size().ram(), wanted.ram());
    assertTrue(wanted.ramReason().contains("the least it can have"), wanted.ramReason());
  }

  @Test
  void aLimitThatLeavesNoGuestAtAllIsNoFailure() throws ConfigException {
    assertEquals(POD.size().ram(), wanted(POD, POD.limit(64 * MIB)).ram());
  }

  @Test
  void aCacheLargerThanTheNewLimitWouldHaveIsTakenFromTheGuest() throws ConfigException {
    SizingFixture small = POD.limit(512 * MIB);
    VmSize started = small.size();
    VmSize withLargeCache =
        new VmSize(
            started.vcpus(),
            started.topology(),
            started.cpuReason(),
            started.ram(),
            started.ramReason(),
            started.memoryLimit(),
            started.headroom(),
            128 * MIB,
            started.warnings());
    SizingFixture grown = POD.limit(GIB);
    long most = ResizePolicy.wanted(started, maxima(small), request(grown)).ram();
    long less = ResizePolicy.wanted(withLargeCache, maxima(small), request(grown)).ram();
    // 128 MiB in place of 32 MiB, times 1.2, in whole steps.
    assertEquals(116 * MIB, most - less);
  }

  @Test
  void whatTheUserSetStaysAsItIs() throws ConfigException {
    SizingFixture pinned = POD.ram(512 * MIB).askedCpus(1);
    WantedSize wanted = wanted(pinned, pinned.limit(4 * GIB).quota(OptionalDouble.of(4), 8));
    assertEquals(1, wanted.vcpus());
    assertEquals(512 * MIB, wanted.ram());
    assertEquals(512 * MIB, maxima(pinned).ram());
    assertEquals(1, maxima(pinned).vcpus());
  }

  @Test
  void aLimitThatIsTakenAwayGivesTheMost() throws ConfigException {
    SizingFixture unlimited = SizingFixture.pod(Accelerator.TCG);
    assertEquals(maxima(POD).ram(), wanted(POD, unlimited).ram());
    assertEquals(unlimited.size().ram(), wanted(unlimited, unlimited.available(GIB)).ram());
  }

  @Test
  void fixedProcessorsStay() throws ConfigException {
    Maxima most = Maxima.of(AUTO, request(POD), POD.size(), "can not be given CPUs");
    SizingFixture grown = POD.quota(OptionalDouble.of(3), 8);
    WantedSize wanted = ResizePolicy.wanted(POD.size(), most, request(grown));
    assertEquals(1, wanted.vcpus());
    assertEquals("can not be given CPUs", wanted.cpuReason());
  }

  @Test
  void aMaximumBelowTheStartIsRefusedByItsName() throws ConfigException {
    SizingFixture started = POD.quota(OptionalDouble.of(3), 8);
    ResizeConfig cpus = new ResizeConfig(true, OptionalInt.of(2), OptionalLong.empty());
    ResizeConfig ram = new ResizeConfig(true, OptionalInt.empty(), OptionalLong.of(64 * MIB));
    assertEquals("QEMU_CPU_MAX", refused(cpus, started).problems().getFirst().variable());
    assertEquals("QEMU_RAM_MAX", refused(ram, started).problems().getFirst().variable());
  }

  @Test
  void pluggableMemoryIsWholeBlocksOfTheGuest() {
    assertEquals(128 * MIB, new Maxima(1, 130 * MIB, "").pluggable(128 * MIB));
    assertEquals(0, new Maxima(1, 128 * MIB, "").pluggable(128 * MIB));
  }

  private static ConfigException refused(ResizeConfig asked, SizingFixture pod)
      throws ConfigException {
    VmSize size = pod.size();
    return assertThrows(ConfigException.class, () -> Maxima.of(asked, request(pod), size, ""));
  }

  private static Maxima maxima(SizingFixture pod) throws ConfigException {
    return Maxima.of(AUTO, request(pod), pod.size(), "");
  }

  private static WantedSize wanted(SizingFixture started, SizingFixture now)
      throws ConfigException {
    return ResizePolicy.wanted(started.size(), maxima(started), request(now));
  }

  private static SizingRequest request(SizingFixture pod) {
    return new SizingRequest(
        pod.limits(), pod.cpu(), pod.memory(), pod.accelerator(), pod.devices());
  }
}

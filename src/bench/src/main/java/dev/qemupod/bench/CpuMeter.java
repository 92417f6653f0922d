package dev.qemupod.bench;

import java.io.IOException;

/** How much of one CPU a process uses from a moment on; what else the machine does is not in it. */
final class CpuMeter {
  private final ProcessFacts process;
  private final double secondsBefore;
  private final long begin = System.nanoTime();

  private CpuMeter(ProcessFacts process, double secondsBefore) {
    this.process = process;
    this.secondsBefore = secondsBefore;
  }

  /** From now on. */
  static CpuMeter begin(ProcessFacts process) throws IOException {
    return new CpuMeter(process, process.cpuSeconds());
  }

  /** Percent of one CPU until now. */
  double percent() throws IOException {
    return (process.cpuSeconds() - secondsBefore) / ((System.nanoTime() - begin) / 1e9) * 100;
  }
}

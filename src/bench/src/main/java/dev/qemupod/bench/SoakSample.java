package dev.qemupod.bench;

import org.jspecify.annotations.Nullable;

/**
 * What was seen in one second of a soak.
 *
 * @param second since its begin
 * @param memory of the supervisor
 * @param descriptors that the supervisor has open
 * @param threads of the supervisor
 * @param zombies ended children that the supervisor has not waited for
 * @param heapMebibytes of the anonymous memory, what belongs to the Java heap, garbage included
 * @param qemu absent while there is none
 */
record SoakSample(
    double second,
    ProcessFacts.Memory memory,
    int descriptors,
    int threads,
    int zombies,
    double heapMebibytes,
    @Nullable Qemu qemu) {

  /**
   * The qemu below.
   *
   * @param residentMebibytes with all of the guest's RAM that was touched
   */
  record Qemu(double residentMebibytes, int descriptors) {}
}

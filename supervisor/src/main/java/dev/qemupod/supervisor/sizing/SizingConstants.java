package dev.qemupod.supervisor.sizing;

/**
 * What qemu and the supervisor need beside the guest's RAM, in one place so that it can be
 * calibrated.
 *
 * <p>Measured with qemu 7.2 (10.0 and 11.1 differ by 1 to 2 MiB) in cgroups of their own, the
 * guest's memory fully touched, anonymous, shared and kernel memory counted in full and file pages
 * in part, because the kernel can drop those.
 */
final class SizingConstants {
  static final long MIB = 1L << 20;

  /** Guest RAM is a multiple of this, the size of a huge page on x86 and of most Arm kernels. */
  static final long RAM_STEP = 2 * MIB;

  /**
   * Heap, stacks and kernel objects of a qemu with one vCPU and no devices: 14.5 to 15.5, and 0.3
   * for the guest agent's channel, which every VM has.
   */
  static final long QEMU = 16 * MIB;

  /** Resident pages of the binary and its libraries: 25 (7.2), 27 (10.0), 28 (11.1). */
  static final long QEMU_FILES = 28 * MIB;

  /** OVMF idle in firmware against SeaBIOS idle, without its code in the translation cache. */
  static final long UEFI = 8 * MIB;

  /** Stack and state of a vCPU's thread: 0.65. */
  static final long VCPU = MIB;

  /** A 1024th of guest RAM for each MiB: page tables 2.0, qemu's own maps 0.9. */
  static final int TCG_MIB_PER_GIB = 3;

  /** Page tables 2.0, memory slots 2.5 (shadow paging), the guest's own paging about 2, margin. */
  static final int KVM_MIB_PER_GIB = 8;

  /** A disk on native asynchronous I/O: 1.1. */
  static final long DISK = 2 * MIB;

  /** A disk served by a pool of threads, at most 64: 2.7. */
  static final long THREADED_DISK = 4 * MIB;

  /** A network card with the user-mode network stack under load: 0.9. */
  static final long NIC = MIB;

  /** The bound of the translation cache is this part of the limit. */
  static final int TRANSLATION_CACHE_PART = 16;

  /** Below, the guest runs 1.33 times as long, most of it translating again. */
  static final long SMALLEST_TRANSLATION_CACHE = 16 * MIB;

  /** Above, nothing gets faster. */
  static final long LARGEST_TRANSLATION_CACHE = 128 * MIB;

  /** Without a limit: 64 costs no time against any larger bound, and 32 costs 3 %. */
  static final long UNLIMITED_TRANSLATION_CACHE = 64 * MIB;

  /** Descriptors of translated code beside the code itself: 16 + 0.2 for each MiB of code. */
  static final long TRANSLATION_TABLES = 16 * MIB;

  /** PSS of the supervisor after 300 scrapes with every library loaded: 62. */
  static final long SUPERVISOR = 64 * MIB;

  /** What the kernel can not reclaim at once at the edge of the limit. */
  static final long SMALLEST_SLACK = 16 * MIB;

  /** The slack is this part of a large limit. */
  static final int SLACK_PART = 100;

  /** A guest that gets less than this from the limit would only fail in a less clear way. */
  static final long SMALLEST_GUEST = 32 * MIB;

  /** Below, a distribution's kernel with its initrd does not come up. */
  static final long SMALL_GUEST = 64 * MIB;

  /** The most RAM a guest is given on a node that sets no limit. */
  static final long UNLIMITED_GUEST = 2048 * MIB;

  /** RAM without a limit where the node does not even tell its available memory. */
  static final long UNKNOWN_NODE_GUEST = 512 * MIB;

  /** From the 256th CPU on, q35 needs an interrupt remapper (hw/i386/x86.c of qemu). */
  static final int MOST_VCPUS = 255;

  /**
   * What a Linux guest keeps for DMA once it can be given memory beyond 4 GiB: the default of its
   * kernel/dma/swiotlb.c.
   */
  static final long BOUNCE_BUFFERS = 64 * MIB;

  private SizingConstants() {}
}

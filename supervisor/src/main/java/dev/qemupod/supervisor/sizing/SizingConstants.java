package dev.qemupod.supervisor.sizing;

/**
 * What qemu and the supervisor need beside the guest's RAM, in one place so that it can be
 * calibrated.
 *
 * <p>Measured by {@code ./dev bench sizing} with qemu 10.0 under TCG in containers with real limits
 * (src/docs/decisions/0008-headroom.md has the table), single devices with qemu 7.2. Anonymous,
 * shared and kernel memory is counted in full and file pages in part, because the kernel can drop
 * those. Under KVM nothing was measured but where it is said.
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

  /**
   * Pages of binaries and libraries that are used all the time. Resident are 25 of qemu's and 39 of
   * the supervisor's where there is room; the kernel drops what is seldom used.
   */
  static final long FILES = 32 * MIB;

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

  /**
   * passt's buffers, touched when it starts: 14.9 of 2025's, 29.2 of Debian 12's, and no more under
   * load; the sockets' buffers are the kernel's and come on top.
   */
  static final long PASST = 34 * MIB;

  /** The bound of the translation cache is this part of a small limit. */
  static final int TRANSLATION_CACHE_PART = 16;

  /** From here on a pod of less than 1 GiB has better uses for memory: 3 % of the guest's speed. */
  static final long MODEST_TRANSLATION_CACHE = 32 * MIB;

  /** The bound of the translation cache is this part of a large limit. */
  static final int LARGE_TRANSLATION_CACHE_PART = 32;

  /** Below, the guest runs 1.33 times as long, most of it translating again. */
  static final long SMALLEST_TRANSLATION_CACHE = 16 * MIB;

  /** Above, nothing gets faster. */
  static final long LARGEST_TRANSLATION_CACHE = 64 * MIB;

  /** Without a limit: 64 costs no time against any larger bound, and 32 costs 3 %. */
  static final long UNLIMITED_TRANSLATION_CACHE = 64 * MIB;

  /** Tables of translated code beside the code: with {@link #QEMU} 24 at 32 MiB of full cache. */
  static final long TRANSLATION_TABLES = 4 * MIB;

  /** Anonymous memory of the supervisor under scrapes: 20 to 22 in minutes, 24 after thousands. */
  static final long SUPERVISOR = 26 * MIB;

  /** What the kernel can not reclaim at once at the edge of the limit. */
  static final long SMALLEST_SLACK = 16 * MIB;

  /** The slack is this part of a large limit. */
  static final int SLACK_PART = 200;

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

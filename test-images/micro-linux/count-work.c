/*
 * Does units of work without end, and counts them in a file that others read meanwhile:
 * count-work FILE INDEX. The count is a 32-bit number, and each has a cache line of its own in the
 * file's first page. A unit is what programs mostly do: arithmetic, branches, loads and stores,
 * within 16 KiB. Written without a C library, which the guest has none of.
 */
#include <stddef.h>
#include <stdint.h>

enum {
  CALL_WRITE = 1,
  CALL_OPEN = 2,
  CALL_MMAP = 9,
  CALL_EXIT = 60,
  OPEN_READ_WRITE = 2,
  READ_WRITE = 3,
  SHARED = 1,
  PAGE = 4096,
  CACHE_LINE = 64,
  WORDS = 4096,
  STEPS = 20000
};

static uint32_t memory[WORDS];

static long call(long number, long first, long second, long third, long fourth, long fifth, long sixth) {
  register long r10 __asm__("r10") = fourth;
  register long r8 __asm__("r8") = fifth;
  register long r9 __asm__("r9") = sixth;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(first), "S"(second), "d"(third), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

__attribute__((noreturn)) static void refuse(const char *why, size_t length) {
  call(CALL_WRITE, 2, (long)why, (long)length, 0, 0, 0);
  for (;;) call(CALL_EXIT, 1, 0, 0, 0, 0, 0);
}

/* What the text says; -1 if it is no index of a cache line. */
static long line(const char *text) {
  long value = 0;
  if (*text == '\0') return -1;
  for (; *text >= '0' && *text <= '9' && value < PAGE; text++) value = value * 10 + (*text - '0');
  return *text == '\0' && value < PAGE / CACHE_LINE ? value : -1;
}

static uint32_t unit(uint32_t state) {
  for (int step = 0; step < STEPS; step++) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    uint32_t *word = &memory[state % WORDS];
    if (*word & 1) {
      *word += state;
    } else {
      *word ^= state >> 3;
    }
  }
  return state;
}

/* The kernel leaves the number of arguments and their addresses on the stack. */
__attribute__((noreturn, used)) void begin(long *stack) {
  static const char usage[] = "usage: count-work FILE INDEX, 0 to 63\n";
  static const char no_file[] = "count-work: the file can not be mapped\n";
  long index = stack[0] == 3 ? line((const char *)stack[3]) : -1;
  if (index < 0) refuse(usage, sizeof usage - 1);
  long file = call(CALL_OPEN, stack[2], OPEN_READ_WRITE, 0, 0, 0, 0);
  long page = file < 0 ? file : call(CALL_MMAP, 0, PAGE, READ_WRITE, SHARED, file, 0);
  if (page < 0 && page > -4096) refuse(no_file, sizeof no_file - 1);
  volatile uint32_t *count = (volatile uint32_t *)(page + index * CACHE_LINE);
  for (uint32_t state = (uint32_t)index + 1;;) {
    state = unit(state);
    *count += 1;
  }
}

__asm__(".globl _start\n_start:\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call begin\n");

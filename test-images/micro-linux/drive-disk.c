/*
 * Reads or writes a disk in one pattern for a while, past the guest's cache, one request at a time,
 * and tells how many there were: drive-disk DEVICE PATTERN FIRST_MIB MIB SECONDS. Requests of
 * rand-read and rand-write have 4 KiB and a random place; those of read and write have 1 MiB and
 * follow each other; those of sync-write have 4 KiB, follow each other and are flushed one by one.
 * Written without a C library, which the guest has none of.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  CALL_WRITE = 1,
  CALL_OPEN = 2,
  CALL_PREAD = 17,
  CALL_PWRITE = 18,
  CALL_EXIT = 60,
  CALL_FDATASYNC = 75,
  CALL_CLOCK_GETTIME = 228,
  OPEN_READ_WRITE = 2,
  OPEN_DIRECT = 040000,
  CLOCK_MONOTONIC = 1,
  SMALL = 4096,
  LARGE = 1 << 20
};

struct pattern {
  const char *name;
  uint32_t size;
  bool random, writes, flushes;
};

static const struct pattern patterns[] = {
    {"rand-read", SMALL, true, false, false}, {"rand-write", SMALL, true, true, false},
    {"read", LARGE, false, false, false},     {"write", LARGE, false, true, false},
    {"sync-write", SMALL, false, true, true},
};

static uint8_t buffer[LARGE] __attribute__((aligned(SMALL)));

static long call(long number, long first, long second, long third, long fourth) {
  register long r10 __asm__("r10") = fourth;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(first), "S"(second), "d"(third), "r"(r10)
                   : "rcx", "r11", "memory");
  return result;
}

__attribute__((noreturn)) static void leave(long status) {
  for (;;) call(CALL_EXIT, status, 0, 0, 0);
}

static void put(int file, const char *text) {
  size_t length = 0;
  while (text[length] != '\0') length++;
  call(CALL_WRITE, file, (long)text, (long)length, 0);
}

static void put_number(uint64_t value) {
  char digits[21];
  char *digit = &digits[20];
  *digit = '\0';
  do {
    *--digit = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  put(1, digit);
}

__attribute__((noreturn)) static void refuse(const char *why) {
  put(2, why);
  leave(1);
}

static bool equal(const char *one, const char *other) {
  while (*one != '\0' && *one == *other) one++, other++;
  return *one == *other;
}

static uint64_t number(const char *text) {
  uint64_t value = 0;
  if (*text == '\0') refuse("drive-disk: a number is missing\n");
  for (; *text != '\0'; text++) {
    if (*text < '0' || *text > '9' || value > 1 << 20) refuse("drive-disk: not a number, or too large\n");
    value = value * 10 + (uint64_t)(*text - '0');
  }
  return value;
}

static const struct pattern *find(const char *name) {
  for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
    if (equal(patterns[i].name, name)) return &patterns[i];
  refuse("drive-disk: the patterns are rand-read, rand-write, read, write and sync-write\n");
}

static uint64_t microseconds(void) {
  int64_t time[2];
  call(CALL_CLOCK_GETTIME, CLOCK_MONOTONIC, (long)time, 0, 0);
  return (uint64_t)time[0] * 1000000 + (uint64_t)time[1] / 1000;
}

/* xorshift64: Marsaglia, "Xorshift RNGs", 2003. */
static uint64_t next(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

/* The kernel leaves the number of arguments and their addresses on the stack. */
__attribute__((noreturn, used)) void begin(long *stack) {
  if (stack[0] != 6) refuse("usage: drive-disk DEVICE PATTERN FIRST_MIB MIB SECONDS\n");
  const struct pattern *pattern = find((const char *)stack[3]);
  uint64_t first = number((const char *)stack[4]) << 20;
  uint64_t places = (number((const char *)stack[5]) << 20) / pattern->size;
  uint64_t duration = number((const char *)stack[6]) * 1000000;
  if (places == 0) refuse("drive-disk: at least 1 MiB\n");
  long disk = call(CALL_OPEN, stack[2], OPEN_READ_WRITE | OPEN_DIRECT, 0, 0);
  if (disk < 0) refuse("drive-disk: the device can not be opened\n");
  uint64_t random = 88172645463325252;
  /* No zeros, which a disk may leave out. */
  for (size_t i = 0; i < LARGE; i++) buffer[i] = (uint8_t)next(&random);
  uint64_t start = microseconds();
  uint64_t count = 0;
  while (microseconds() - start < duration) {
    uint64_t place = (pattern->random ? next(&random) : count) % places;
    long moved = call(pattern->writes ? CALL_PWRITE : CALL_PREAD, disk, (long)buffer, pattern->size,
                      (long)(first + place * pattern->size));
    if (moved != (long)pattern->size) refuse("drive-disk: a request failed\n");
    if (pattern->flushes && call(CALL_FDATASYNC, disk, 0, 0, 0) != 0) refuse("drive-disk: a flush failed\n");
    count++;
  }
  uint64_t passed = microseconds() - start;
  put(1, "requests=");
  put_number(count);
  put(1, " bytes=");
  put_number(count * pattern->size);
  put(1, " microseconds=");
  put_number(passed);
  put(1, "\n");
  leave(0);
}

__asm__(".globl _start\n_start:\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call begin\n");

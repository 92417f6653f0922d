/*
 * Runs so many MiB of code, each instruction of it once, so that an emulator has to translate all of
 * it: fill-code MEGABYTES. A block is what compilers make between two jumps, about: arithmetic, a
 * store, a load. Written without a C library, which the guest has none of.
 */
#include <stddef.h>
#include <stdint.h>

enum {
  CALL_WRITE = 1,
  CALL_MMAP = 9,
  CALL_EXIT = 60,
  READ_WRITE_EXECUTE = 7,
  PRIVATE_ANONYMOUS = 0x22,
  MEGABYTE = 1 << 20,
  MOST_MEGABYTES = 1024,
  NEAR_RETURN = 0xc3
};

/* The places of the block's two constants are overwritten, so that no two blocks are the same. */
static const uint8_t block[32] = {
    0x05, 0,    0,    0,    0,    /* add eax, constant */
    0x89, 0x44, 0x24, 0xf8,       /* mov [rsp - 8], eax */
    0x33, 0x44, 0x24, 0xf8,       /* xor eax, [rsp - 8] */
    0x35, 0,    0,    0,    0,    /* xor eax, constant */
    0xeb, 12,                     /* jmp to the next block */
};

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

__attribute__((noreturn)) static void leave(int status) {
  for (;;) call(CALL_EXIT, status, 0, 0, 0, 0, 0);
}

__attribute__((noreturn)) static void refuse(const char *why, size_t length) {
  call(CALL_WRITE, 2, (long)why, (long)length, 0, 0, 0);
  leave(1);
}

static long number(const char *text) {
  long value = 0;
  for (; *text >= '0' && *text <= '9' && value <= MOST_MEGABYTES; text++) value = value * 10 + (*text - '0');
  return *text == '\0' ? value : 0;
}

static void put(uint8_t *place, uint32_t value) {
  for (int i = 0; i < 4; i++) place[i] = (uint8_t)(value >> (8 * i));
}

static void write_code(uint8_t *code, size_t size) {
  size_t last = size - sizeof block;
  for (size_t at = 0; at < last; at += sizeof block) {
    for (size_t i = 0; i < sizeof block; i++) code[at + i] = block[i];
    put(code + at + 1, (uint32_t)at);
    put(code + at + 14, (uint32_t)at * 2654435761u);
  }
  code[last] = NEAR_RETURN;
}

/* The kernel leaves the number of arguments and their addresses on the stack. */
__attribute__((noreturn, used)) void begin(long *stack) {
  static const char usage[] = "usage: fill-code MEGABYTES, 1 to 1024\n";
  static const char no_memory[] = "fill-code: not enough memory\n";
  long megabytes = stack[0] == 2 ? number((const char *)stack[2]) : 0;
  if (megabytes < 1 || megabytes > MOST_MEGABYTES) refuse(usage, sizeof usage - 1);
  size_t size = (size_t)megabytes * MEGABYTE;
  long code = call(CALL_MMAP, 0, (long)size, READ_WRITE_EXECUTE, PRIVATE_ANONYMOUS, -1, 0);
  if (code < 0 && code > -4096) refuse(no_memory, sizeof no_memory - 1);
  write_code((uint8_t *)code, size);
  __asm__ volatile("call *%0" : : "r"(code) : "rax", "cc", "memory");
  leave(0);
}

__asm__(".globl _start\n_start:\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call begin\n");

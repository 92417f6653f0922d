/*
 * A 32-bit multiboot guest for `qemu -kernel`: it does what the words of `-append` say, one after the
 * other, and reports on COM1. It boots in about a tenth of a second, which makes it the guest for all
 * tests of supervision. The words are listed in test-images/README.md.
 *
 * Runs with interrupts off; `wait_interrupt` turns them on for one `hlt`, so that waiting costs no
 * host CPU and no wake-up is ever lost.
 */
#include "hardware.h"

enum {
  POWER_BUTTON = 0x100,
  SLEEP_S5 = 0x2000,
  END_OF_TRANSMISSION = 0x04,
  CMOS_RESET_COUNT = 0x60, /* a byte neither qemu nor SeaBIOS uses; it outlives a reset */
  FW_CFG_DIRECTORY = 0x19,
  FW_CFG_NAME_LENGTH = 56,
  WATCHDOG_IDS = 0x25ab8086, /* Intel 6300ESB; its registers: the datasheet's chapter 16, qemu hw/watchdog/wdt_i6300esb.c */
  WATCHDOG_CONFIG = 0x60,
  WATCHDOG_LOCK = 0x68,
  LPC_IDS = 0x29188086, /* Intel ICH9, which q35 has; its TCO timer: the datasheet's chapter 13.9, qemu hw/acpi/ich9_tco.c */
  LPC_PM_BASE = 0x40,
  LPC_ROOT_COMPLEX_BASE = 0xf0,
  ROOT_COMPLEX_CONTROL = 0x3410, /* general control and status */
  CONTROL_NO_REBOOT = 0x20,
  TCO_RELOAD = 0x60, /* these three from the power management block on */
  TCO_CONTROL = 0x68,
  TCO_TIMER = 0x72,
  TCO_HALTED = 0x0800,
  TOUCH_FROM_MB = 2, /* we ourselves live in the second MiB */
  TOUCH_LIMIT_MB = 2048, /* above it, q35 has its PCI hole */
};

/* The start of the Multiboot Specification's information structure. */
struct multiboot_information {
  uint32_t flags;
  uint32_t memory_below_1m_kb;
  uint32_t memory_above_1m_kb;
  uint32_t boot_device;
  const char *command_line;
};

static void sleep_for(uint32_t milliseconds) { pass_time(milliseconds, false); }

/* ---- words of the command line ---- */

static const char *word_end(const char *word) {
  while (*word && *word != ' ') word++;
  return word;
}

/* The text after `name=`, or after the bare `name`; a null pointer when the word is another one. */
static const char *argument_of(const char *word, const char *name) {
  while (*name)
    if (*word++ != *name++) return 0;
  if (*word == '=') return word + 1;
  return *word == ' ' || *word == 0 ? word : 0;
}

static uint32_t number_in(const char *text) {
  uint32_t number = 0;
  while (*text >= '0' && *text <= '9') number = number * 10 + (uint32_t)(*text++ - '0');
  return number;
}

static bool has_number(const char *text) { return *text >= '0' && *text <= '9'; }

/* ---- what the words do ---- */

static void power_off(void) {
  print("POWEROFF\n");
  out16(PM1_CONTROL, SLEEP_S5);
  halt();
}

static void reset(void) {
  print("RESET\n");
  out8(RESET_CONTROL, 6);
  halt();
}

/* Resets as often as told; the count lives in CMOS memory, which a reset leaves alone. */
static void reset_times(uint32_t times) {
  out8(CMOS_INDEX, CMOS_RESET_COUNT);
  uint8_t done = in8(CMOS_DATA);
  if (done < times) {
    out8(CMOS_INDEX, CMOS_RESET_COUNT);
    out8(CMOS_DATA, (uint8_t)(done + 1));
    reset();
  }
  print_line("RESETS-DONE ", done, "");
}

static void reset_as_told(const char *argument) {
  if (has_number(argument)) reset_times(number_in(argument));
  else reset();
}

/* An interrupt without a table to look it up in: the CPU gives up and the machine resets. */
static void triple_fault(void) {
  struct table_pointer nothing = {0, 0};
  print("TRIPLE-FAULT\n");
  __asm__ volatile("lidt %0; int3" ::"m"(nothing));
}

/* Tells the host of a panic (1) or of a crash kernel being loaded (2). */
static void pvpanic(const char *marker, uint8_t event) {
  if (in8(PVPANIC) == 0xff) {
    print("PVPANIC-ABSENT\n");
    return;
  }
  print(marker);
  out8(PVPANIC, event);
}

/* Waits for a press. qemu latches one only while the enable bit is set: earlier ones are lost. */
static void await_power_button(void) {
  out16(PM1_ENABLE, POWER_BUTTON);
  while (!(in16(PM1_STATUS) & POWER_BUTTON)) wait_interrupt();
  out16(PM1_STATUS, POWER_BUTTON); /* writing the bit clears it */
}

static void power_button(uint32_t delay_milliseconds) {
  print("WAIT-POWERBUTTON\n");
  await_power_button();
  print("POWERBUTTON\n");
  sleep_for(delay_milliseconds);
  power_off();
}

static void ignore_power_button(void) {
  print("IGNORE-POWERBUTTON\n");
  for (;;) {
    await_power_button();
    print("POWERBUTTON-IGNORED\n");
  }
}

static void burn(const char *argument) {
  print("BURN\n");
  if (has_number(argument)) {
    pass_time(number_in(argument), true);
    print("BURNT\n");
    return;
  }
  for (volatile uint32_t spin = 0;; spin++) {
  }
}

static void flood(const char *argument) {
  bool endless = !has_number(argument);
  uint32_t lines = number_in(argument);
  for (uint32_t line = 0; endless || line < lines; line++)
    print_line("flood line ", line, " of a guest that talks too much");
  print("FLOOD-END\n");
}

static void touch(uint32_t megabytes, uint32_t memory_above_1m_kb) {
  uint32_t present = (memory_above_1m_kb >> 10) + 1;
  if (present > TOUCH_LIMIT_MB) present = TOUCH_LIMIT_MB;
  uint32_t until = megabytes == 0 || megabytes > present ? present : megabytes;
  for (uint32_t address = TOUCH_FROM_MB << 20; address < until << 20; address += 4096)
    *(volatile uint32_t *)address = address;
  print_line("TOUCHED ", until, "MB");
}

static void sleep_and_tell(uint32_t milliseconds) {
  sleep_for(milliseconds);
  print("SLEPT\n");
}

/* Alive and doing nothing, woken by the timer as a real guest would be. */
static void idle_awake(void) {
  print("IDLE-AWAKE\n");
  for (;;) wait_interrupt();
}

static void tick(uint32_t times) {
  for (uint32_t i = 1; i <= times; i++) {
    sleep_for(1000);
    print_line("TICK ", i, "");
  }
}

static void all_bytes(void) {
  print("BYTES-BEGIN\n");
  for (int byte = 0; byte < 256; byte++) put_byte((uint8_t)byte);
  print("\nBYTES-END\n");
}

/* Sends every received byte back as it came; ends after byte 4, which is sent back too. */
static void echo(void) {
  uint32_t count = 0;
  uint8_t byte = 0;
  print("ECHO-READY\n");
  while (byte != END_OF_TRANSMISSION) {
    while (!(in8(COM1_LINE_STATUS) & 0x01)) wait_interrupt();
    byte = in8(COM1_DATA);
    put_byte(byte);
    count++;
  }
  print_line("\nECHO-END ", count, "");
}

/* Each register of the watchdog is written only after these two. */
static void unlock_watchdog(volatile uint8_t *registers) {
  *(volatile uint16_t *)(registers + 0x0c) = 0x80;
  *(volatile uint16_t *)(registers + 0x0c) = 0x86;
}

/* Starts the watchdog, which nobody will feed: it expires after its two stages, each half of the time. */
static void start_watchdog(uint32_t milliseconds) {
  uint32_t device = find_pci_device(WATCHDOG_IDS);
  if (!device) {
    print("WATCHDOG-ABSENT\n");
    return;
  }
  write_pci16(device, 0x04, 0x02); /* command: memory space */
  volatile uint8_t *registers = (volatile uint8_t *)(read_pci(device, 0x10) & ~0xfu);
  for (uint32_t stage = 0; stage < 8; stage += 4) {
    unlock_watchdog(registers);
    *(volatile uint32_t *)(registers + stage) = milliseconds / 2; /* in units of 0.98 ms */
  }
  write_pci16(device, WATCHDOG_CONFIG, 0x03); /* a clock of 1 kHz, no interrupt, a reboot at the end */
  write_pci8(device, WATCHDOG_LOCK, 0x02);    /* enable */
  print("WATCHDOG-STARTED\n");
}

/* The same with the board's own timer, as Linux' iTCO_wdt does it. Its units are 600 ms, its least is two of them. */
static void start_tco(uint32_t milliseconds) {
  uint32_t device = find_pci_device(LPC_IDS);
  if (!device) {
    print("TCO-ABSENT\n");
    return;
  }
  volatile uint32_t *control =
      (volatile uint32_t *)((read_pci(device, LPC_ROOT_COMPLEX_BASE) & ~0x3fffu) + ROOT_COMPLEX_CONTROL);
  *control &= ~(uint32_t)CONTROL_NO_REBOOT;
  if (*control & CONTROL_NO_REBOOT) {
    print("TCO-NO-REBOOT\n");
    return;
  }
  uint16_t registers = (uint16_t)(read_pci(device, LPC_PM_BASE) & 0xff80);
  uint32_t units = milliseconds / 2 / 600;
  out16((uint16_t)(registers + TCO_TIMER), (uint16_t)(units < 2 ? 2 : units));
  out16((uint16_t)(registers + TCO_RELOAD), 1);
  out16((uint16_t)(registers + TCO_CONTROL), (uint16_t)(in16((uint16_t)(registers + TCO_CONTROL)) & ~TCO_HALTED));
  print("TCO-STARTED\n");
}

static uint32_t fw_cfg_big_endian(int bytes) {
  uint32_t value = 0;
  while (bytes-- > 0) value = value << 8 | in8(FW_CFG_DATA);
  return value;
}

static bool same_word(const char *word, const char *name) {
  while (*name && *word == *name) {
    word++;
    name++;
  }
  return *name == 0 && (*word == 0 || *word == ' ');
}

/* Looks the name up in the directory of fw_cfg files and prints the file: its size, then its bytes. */
static void print_fw_cfg(const char *wanted) {
  out16(FW_CFG_SELECTOR, FW_CFG_DIRECTORY);
  for (uint32_t left = fw_cfg_big_endian(4); left > 0; left--) {
    char name[FW_CFG_NAME_LENGTH];
    uint32_t size = fw_cfg_big_endian(4);
    uint16_t selector = (uint16_t)fw_cfg_big_endian(2);
    fw_cfg_big_endian(2); /* reserved */
    for (int i = 0; i < FW_CFG_NAME_LENGTH; i++) name[i] = (char)in8(FW_CFG_DATA);
    if (!same_word(wanted, name)) continue;
    print("FWCFG ");
    print(name);
    print_line(" size=", size, "");
    out16(FW_CFG_SELECTOR, selector);
    for (uint32_t i = 0; i < size; i++) put_byte(in8(FW_CFG_DATA));
    print("\nFWCFG-END\n");
    return;
  }
  print("FWCFG-ABSENT\n");
}

static void obey(const char *word, const struct multiboot_information *machine) {
  const char *argument;
  if ((argument = argument_of(word, "fwcfg"))) print_fw_cfg(argument);
  else if ((argument = argument_of(word, "sleep"))) sleep_and_tell(number_in(argument));
  else if ((argument = argument_of(word, "touch"))) touch(number_in(argument), machine->memory_above_1m_kb);
  else if ((argument = argument_of(word, "tick"))) tick(number_in(argument));
  else if ((argument = argument_of(word, "exit"))) out32(DEBUG_EXIT, number_in(argument));
  else if ((argument = argument_of(word, "reset"))) reset_as_told(argument);
  else if (argument_of(word, "triple")) triple_fault();
  else if (argument_of(word, "poweroff")) power_off();
  else if (argument_of(word, "panic")) pvpanic("PANIC\n", 1);
  else if (argument_of(word, "crashload")) pvpanic("CRASHLOAD\n", 2);
  else if ((argument = argument_of(word, "pwrbtn"))) power_button(number_in(argument));
  else if (argument_of(word, "ignore")) ignore_power_button();
  else if ((argument = argument_of(word, "burn"))) burn(argument);
  else if ((argument = argument_of(word, "flood"))) flood(argument);
  else if ((argument = argument_of(word, "watchdog"))) start_watchdog(number_in(argument));
  else if ((argument = argument_of(word, "tco"))) start_tco(number_in(argument));
  else if (argument_of(word, "bytes")) all_bytes();
  else if (argument_of(word, "echo")) echo();
  else if (argument_of(word, "idle")) idle_awake();
  else if (argument_of(word, "halt")) halt();
  else print("UNKNOWN-WORD\n");
}

void guest_main(const struct multiboot_information *machine) {
  set_up_interrupts();
  /* qemu puts the kernel's file name first: the first word is not for us. */
  const char *words = machine->flags & 4 ? word_end(machine->command_line) : "";
  print("MULTIBOOT-OK memory_above_1m_kb=");
  print_number(machine->memory_above_1m_kb);
  print(" words=");
  print(*words ? words + 1 : words);
  put_byte('\n');
  for (const char *word = words; *word; word = word_end(word)) {
    while (*word == ' ') word++;
    if (*word) obey(word, machine);
  }
  print("IDLE\n");
  halt();
}

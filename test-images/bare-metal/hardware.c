/* Drives COM1 (16550), the 8259A interrupt controllers, the 8254 timer, the ACPI PM timer and PCI
 * configuration space. */
#include "hardware.h"

enum {
  PM_TIMER_HZ = 3579545,
  PM_TIMER_MASK = 0xffffff, /* the timer has 24 bits: it wraps after 4.7 s */
  PIT_HZ = 1193182,
  TICKS_PER_SECOND = 100,
  FIRST_VECTOR = 0x20,
};

struct interrupt_gate {
  uint16_t offset_low;
  uint16_t selector;
  uint16_t type;
  uint16_t offset_high;
};

extern void interrupt_acknowledge(void);

static struct interrupt_gate interrupt_table[FIRST_VECTOR + 16];

void put_byte(uint8_t byte) {
  while (!(in8(COM1_LINE_STATUS) & 0x20)) {
  }
  out8(COM1_DATA, byte);
}

void print(const char *text) {
  while (*text) put_byte((uint8_t)*text++);
}

void print_number(uint32_t number) {
  char digits[11];
  char *start = digits + sizeof digits - 1;
  *start = 0;
  do {
    *--start = (char)('0' + number % 10);
    number /= 10;
  } while (number);
  print(start);
}

void print_line(const char *label, uint32_t number, const char *unit) {
  print(label);
  print_number(number);
  print(unit);
  put_byte('\n');
}

void set_up_interrupts(void) {
  uint32_t handler = (uint32_t)interrupt_acknowledge;
  for (int vector = FIRST_VECTOR; vector < FIRST_VECTOR + 16; vector++)
    interrupt_table[vector] =
        (struct interrupt_gate){(uint16_t)handler, 0x08, 0x8e00, (uint16_t)(handler >> 16)};
  struct table_pointer pointer = {sizeof interrupt_table - 1, interrupt_table};
  __asm__ volatile("lidt %0" ::"m"(pointer));

  out8(PIC_MASTER_COMMAND, 0x11); /* 8259A initialisation words 1 to 4 */
  out8(PIC_SLAVE_COMMAND, 0x11);
  out8(PIC_MASTER_DATA, FIRST_VECTOR);
  out8(PIC_SLAVE_DATA, FIRST_VECTOR + 8);
  out8(PIC_MASTER_DATA, 0x04);
  out8(PIC_SLAVE_DATA, 0x02);
  out8(PIC_MASTER_DATA, 0x01);
  out8(PIC_SLAVE_DATA, 0x01);
  out8(PIC_MASTER_DATA, 0xee); /* only IRQ 0 (timer) and IRQ 4 (COM1) get through */
  out8(PIC_SLAVE_DATA, 0xff);

  out8(PIT_COMMAND, 0x34);
  out8(PIT_CHANNEL_0, (PIT_HZ / TICKS_PER_SECOND) & 0xff);
  out8(PIT_CHANNEL_0, (PIT_HZ / TICKS_PER_SECOND) >> 8);

  out8(COM1_LINE_CONTROL, 0x03); /* 8 bits, no parity, 1 stop bit */
  out8(COM1_FIFO_CONTROL, 0x01);
  out8(COM1_MODEM_CONTROL, 0x0b);
  out8(COM1_INTERRUPT_ENABLE, 0x01); /* received data wakes us */
}

/* `sti` takes effect after the next instruction, so nothing can slip in before the `hlt`. */
void wait_interrupt(void) { __asm__ volatile("sti; hlt; cli" ::: "memory"); }

void halt(void) {
  for (;;) __asm__ volatile("cli; hlt");
}

/* PM timer units passed since the last reading, which is brought up to date; call at least every 4 s. */
static uint64_t elapsed(uint32_t *last_reading) {
  uint32_t now = in32(PM_TIMER) & PM_TIMER_MASK;
  uint32_t units = (now - *last_reading) & PM_TIMER_MASK;
  *last_reading = now;
  return units;
}

void pass_time(uint32_t milliseconds, bool burn) {
  uint64_t wanted = (uint64_t)milliseconds * (PM_TIMER_HZ / 1000);
  uint32_t reading = in32(PM_TIMER) & PM_TIMER_MASK;
  for (uint64_t passed = 0; passed < wanted; passed += elapsed(&reading))
    if (!burn) wait_interrupt();
}

/* ---- PCI configuration mechanism 1 (PCI Local Bus Specification 3.0, 3.2.2.3.2) ---- */

uint32_t read_pci(uint32_t device, uint8_t offset) {
  out32(PCI_ADDRESS, device | (offset & 0xfc));
  return in32(PCI_DATA);
}

void write_pci8(uint32_t device, uint8_t offset, uint8_t value) {
  out32(PCI_ADDRESS, device | (offset & 0xfc));
  out8((uint16_t)(PCI_DATA + (offset & 3)), value);
}

void write_pci16(uint32_t device, uint8_t offset, uint16_t value) {
  out32(PCI_ADDRESS, device | (offset & 0xfc));
  out16((uint16_t)(PCI_DATA + (offset & 2)), value);
}

uint32_t find_pci_device(uint32_t ids) {
  for (uint32_t slot = 0; slot < 32; slot++) {
    uint32_t device = 0x80000000 | slot << 11;
    if (read_pci(device, 0) == ids) return device;
  }
  return 0;
}

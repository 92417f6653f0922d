/* The little hardware the multiboot guest drives: ports, the console, and waiting. */
#ifndef HARDWARE_H
#define HARDWARE_H

#include <stdbool.h>
#include <stdint.h>

enum port {
  PIC_MASTER_COMMAND = 0x20,
  PIC_MASTER_DATA = 0x21,
  PIT_CHANNEL_0 = 0x40,
  PIT_COMMAND = 0x43,
  CMOS_INDEX = 0x70,
  CMOS_DATA = 0x71,
  PIC_SLAVE_COMMAND = 0xa0,
  PIC_SLAVE_DATA = 0xa1,
  DEBUG_EXIT = 0xf4, /* -device isa-debug-exit,iobase=0xf4,iosize=0x04 */
  COM1_DATA = 0x3f8,
  COM1_INTERRUPT_ENABLE = 0x3f9,
  COM1_FIFO_CONTROL = 0x3fa,
  COM1_LINE_CONTROL = 0x3fb,
  COM1_MODEM_CONTROL = 0x3fc,
  COM1_LINE_STATUS = 0x3fd,
  PVPANIC = 0x505, /* -device pvpanic,ioport=0x505; qemu docs/specs/pvpanic */
  FW_CFG_SELECTOR = 0x510, /* qemu docs/specs/fw_cfg */
  FW_CFG_DATA = 0x511,
  PM1_STATUS = 0x600, /* where SeaBIOS puts the ACPI power management block on q35 and pc */
  PM1_ENABLE = 0x602,
  PM1_CONTROL = 0x604,
  PM_TIMER = 0x608,
  PCI_ADDRESS = 0xcf8,
  RESET_CONTROL = 0xcf9,
  PCI_DATA = 0xcfc,
};

struct __attribute__((packed)) table_pointer {
  uint16_t limit;
  const void *base;
};

static inline void out8(uint16_t port, uint8_t value) {
  __asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port));
}

static inline void out16(uint16_t port, uint16_t value) {
  __asm__ volatile("outw %0, %1" ::"a"(value), "Nd"(port));
}

static inline void out32(uint16_t port, uint32_t value) {
  __asm__ volatile("outl %0, %1" ::"a"(value), "Nd"(port));
}

static inline uint8_t in8(uint16_t port) {
  uint8_t value;
  __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

static inline uint16_t in16(uint16_t port) {
  uint16_t value;
  __asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

static inline uint32_t in32(uint16_t port) {
  uint32_t value;
  __asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

void put_byte(uint8_t byte);
void print(const char *text);
void print_number(uint32_t number);
void print_line(const char *label, uint32_t number, const char *unit);

/* Must come first: brings up the interrupt controller, the timer and the serial port. */
void set_up_interrupts(void);
/* Sleeps until the next interrupt, which is at most a hundredth of a second away. */
void wait_interrupt(void);
void halt(void);
/* Lets so much time pass, keeping the CPU busy or not. */
void pass_time(uint32_t milliseconds, bool burn);

/* The device on PCI bus 0 with these ids (device << 16 | vendor), as its configuration address; 0: none. */
uint32_t find_pci_device(uint32_t ids);
uint32_t read_pci(uint32_t device, uint8_t offset);
void write_pci8(uint32_t device, uint8_t offset, uint8_t value);
void write_pci16(uint32_t device, uint8_t offset, uint16_t value);

#endif

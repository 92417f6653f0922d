# A 512-byte boot sector, loaded by SeaBIOS from the first disk: the smallest guest that proves a
# BIOS disk boot. One image per behaviour, chosen by the preprocessor (-DMODE=n, see build-guest).
#
# Addresses: COM1 is port 0x3f8. The ACPI power management block sits at 0x600 on qemu's q35 and pc
# machines, where SeaBIOS puts it: PM1 status 0x600, PM1 enable 0x602, PM1 control 0x604 (ACPI
# specification, "Fixed Hardware Registers"). Port 0xcf9 is the chipset's reset control register.

#define MODE_HALT 0
#define MODE_POWEROFF 1
#define MODE_RESET 2
#define MODE_POWER_BUTTON 3
#define MODE_BYTES 4
#define MODE_WRITE 5
#define MODE_BURN 6

#define COM1_DATA 0x3f8
#define COM1_LINE_STATUS 0x3fd
#define PM1_STATUS 0x600
#define PM1_ENABLE 0x602
#define PM1_CONTROL 0x604
#define POWER_BUTTON_BIT 0x100
#define SLEEP_ENABLE_S5 0x2000
#define RESET_CONTROL 0xcf9

#define WRITE_FIRST_SECTOR 64
#define WRITE_SECTORS_EACH 8
#define WRITE_ROUNDS 128

.code16
.global _start
_start:
  ljmp $0, $entry                 # some BIOSes enter at 07c0:0000: make CS 0
entry:
  xorw %ax, %ax
  movw %ax, %ds
  movw %ax, %es
  movw %ax, %ss
  movw $0x7c00, %sp
  movb %dl, boot_drive            # the BIOS tells the boot drive in DL
  cld
  movw $banner, %si
  call print

#if MODE == MODE_HALT
  jmp halt

#elif MODE == MODE_POWEROFF
  jmp power_off

#elif MODE == MODE_RESET
  movw $RESET_CONTROL, %dx
  movb $6, %al
  outb %al, %dx
  jmp halt

#elif MODE == MODE_POWER_BUTTON
  # qemu latches a press only while its enable bit is set: an earlier press is lost.
  movw $PM1_ENABLE, %dx
  movw $POWER_BUTTON_BIT, %ax
  outw %ax, %dx
  movw $waiting, %si
  call print
1:
  sti
  hlt                             # the BIOS's 18.2 Hz timer wakes us: waiting costs no host CPU
  movw $PM1_STATUS, %dx
  inw %dx, %ax
  testw $POWER_BUTTON_BIT, %ax
  jz 1b
  movw $pressed, %si
  call print
  jmp power_off

#elif MODE == MODE_BYTES
  xorw %bx, %bx
1:
  movb %bl, %al
  call put_byte
  incb %bl
  jnz 1b
  movw $bytes_end, %si
  call print
  jmp power_off

#elif MODE == MODE_WRITE
  movw $WRITE_ROUNDS, %cx
1:
  pushw %cx
  movw $0x4300, %ax               # int 13h extension: write sectors, no verify
  movb boot_drive, %dl
  movw $disk_packet, %si
  int $0x13
  popw %cx
  jc write_failed
  addl $WRITE_SECTORS_EACH, packet_sector
  loop 1b
  movw $written, %si
  call print
  jmp power_off
write_failed:
  movw $not_written, %si
  call print
  jmp halt

#elif MODE == MODE_BURN
1:
  incl %eax
  jmp 1b
#else
#error "unknown MODE"
#endif

power_off:
  movw $PM1_CONTROL, %dx
  movw $SLEEP_ENABLE_S5, %ax
  outw %ax, %dx
halt:
  cli
  hlt
  jmp halt

# Prints the zero-terminated text at SI.
print:
  lodsb
  testb %al, %al
  jz 1f
  call put_byte
  jmp print
1:
  ret

# Sends AL once the transmitter has room.
put_byte:
  pushw %dx
  pushw %ax
  movw $COM1_LINE_STATUS, %dx
1:
  inb %dx, %al
  testb $0x20, %al
  jz 1b
  popw %ax
  movw $COM1_DATA, %dx
  outb %al, %dx
  popw %dx
  ret

banner:
#if MODE == MODE_BYTES
  .asciz "BYTES-BEGIN\n"
#else
  .asciz "BOOT-SECTOR-OK\n"
#endif
#if MODE == MODE_POWER_BUTTON
waiting:
  .asciz "WAIT-POWERBUTTON\n"
pressed:
  .asciz "POWERBUTTON\n"
#elif MODE == MODE_BYTES
bytes_end:
  .asciz "\nBYTES-END\n"
#elif MODE == MODE_WRITE
written:
  .asciz "DISK-WRITTEN bytes=524288\n"
not_written:
  .asciz "DISK-ERROR\n"
.balign 4
disk_packet:
  .byte 16, 0
  .word WRITE_SECTORS_EACH
  .word 0x7c00, 0                 # what is written: this sector and the memory behind it
packet_sector:
  .quad WRITE_FIRST_SECTOR
#endif
boot_drive:
  .byte 0
.org 510
  .word 0xaa55

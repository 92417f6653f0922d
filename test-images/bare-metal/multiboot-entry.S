# Entry of the multiboot guest, and the one interrupt handler it needs.
#
# The loader leaves 32-bit protected mode with an unspecified GDT: an interrupt reloads CS from it, so
# the guest brings its own before it ever enables interrupts (Multiboot Specification 0.6.96, 3.2).

.code32
.section .multiboot, "a"
.balign 4
  .long 0x1BADB002                # magic
  .long 0x00000002                # flags: tell us the memory size
  .long -(0x1BADB002 + 0x00000002)

.text
.global _start
_start:
  movl $stack_top, %esp
  lgdt gdt_pointer
  ljmp $0x08, $reload_segments
reload_segments:
  movw $0x10, %cx
  movw %cx, %ds
  movw %cx, %es
  movw %cx, %fs
  movw %cx, %gs
  movw %cx, %ss
  pushl %ebx                      # the multiboot information structure
  call guest_main
1:
  cli
  hlt
  jmp 1b

# Every hardware interrupt is only a wake-up call: acknowledge it and return.
.global interrupt_acknowledge
interrupt_acknowledge:
  pushl %eax
  movb $0x20, %al
  outb %al, $0xa0
  outb %al, $0x20
  popl %eax
  iret

.balign 8
gdt:
  .quad 0
  .quad 0x00cf9a000000ffff        # 0x08: flat code
  .quad 0x00cf92000000ffff        # 0x10: flat data
gdt_pointer:
  .word gdt_pointer - gdt - 1
  .long gdt

.bss
.balign 16
  .space 16384
stack_top:

.section .note.GNU-stack, "", @progbits

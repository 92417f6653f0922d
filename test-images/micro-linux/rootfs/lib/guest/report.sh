# How everything in the guest speaks to the outside: whole lines on the console.
# shellcheck shell=sh

report() {
  echo "$*" >/dev/console
}

uptime_seconds() {
  cut -d ' ' -f 1 /proc/uptime
}

meminfo() {
  awk -v key="$1:" '$1 == key { print $2 }' /proc/meminfo
}

# Waits until the serial port has sent everything: stty changes settings only after that.
drain_console() {
  stty opost </dev/console
}

# The last words, then poweroff, reboot or halt. What umount refuses is busy: the kernel's own file
# systems, which have nothing to lose; its complaints would only bury the guest's last words.
shut_down() {
  report "GUEST-SHUTDOWN $1"
  sync
  umount -a -r 2>/dev/null
  drain_console
  exec "$1" -f
}

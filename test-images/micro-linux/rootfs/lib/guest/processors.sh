# CPUs that are plugged in while the guest runs: as a distribution's udev rules do, they are brought
# online. Memory is the kernel's own job (memhp_default_state=online_movable).
# shellcheck shell=sh

CPU_FILES=/sys/devices/system/cpu

online_processors() {
  for online in "$CPU_FILES"/cpu*/online; do
    # It may be gone again: the kernel takes away what is unplugged.
    [ "$(cat "$online" 2>/dev/null)" != 0 ] || echo 1 2>/dev/null >"$online"
  done
}

# Nothing runs in a guest that can be given no more CPUs than it has.
watch_processors() {
  [ "$(cat "$CPU_FILES/possible")" != "$(cat "$CPU_FILES/present")" ] || return 0
  while sleep 0.5; do online_processors; done &
}

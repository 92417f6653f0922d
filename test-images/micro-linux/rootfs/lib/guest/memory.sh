# fill-memory and free-memory: pages of a tmpfs, which without swap nothing can take away.
# shellcheck shell=sh

FILL=/run/fill
SPARE_KB=24576

# fill_memory [MEGABYTES|all]: leaves the guest itself 24 MiB to live on.
fill_memory() {
  room=$(($(meminfo MemAvailable) - SPARE_KB))
  wanted=$room
  case ${1:-all} in
    all) ;;
    *[!0-9]*)
      report "GUEST-ERROR fill-memory takes megabytes or all, not $1"
      return
      ;;
    *) [ "$(($1 * 1024))" -ge "$room" ] || wanted=$(($1 * 1024)) ;;
  esac
  mkdir -p "$FILL"
  grep -q " $FILL " /proc/mounts || mount -t tmpfs -o size=100% tmpfs "$FILL"
  if [ "$wanted" -gt 0 ]; then
    file=$(mktemp "$FILL/XXXXXX")
    dd if=/dev/zero of="$file" bs=64k count=$((wanted / 64)) 2>/dev/null
  fi
  report "GUEST-FILLED kb=$(du -sk "$FILL" | cut -f 1)"
}

free_memory() {
  freed=0
  if grep -q " $FILL " /proc/mounts; then
    freed=$(du -sk "$FILL" | cut -f 1)
    umount "$FILL"
  fi
  report "GUEST-FREED kb=$freed"
}

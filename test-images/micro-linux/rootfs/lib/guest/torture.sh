# fill-code and torture-disks: as much translated code, and as much input and output at once, as a guest can cause.
# shellcheck shell=sh

CHUNK_MB=4
WRITERS=4

# fill_code [MEGABYTES]: runs so much different code once.
fill_code() {
  if ! fill-code "${1:-8}" 2>/run/fill-code; then
    report "GUEST-ERROR $(tail -n 1 /run/fill-code)"
    return
  fi
  report "GUEST-CODE-FILLED mb=${1:-8}"
}

# write_part DISK FIRST_MB MEGABYTES FLAGS: no zeros, which a disk may give back instead of writing them.
write_part() {
  at=$(($2 / CHUNK_MB))
  last=$((at + $3 / CHUNK_MB))
  while [ "$at" -lt "$last" ]; do
    dd if=/run/chunk of="/dev/$1" bs=1M seek=$((at * CHUNK_MB)) conv="$4" 2>/run/dd || return 1
    at=$((at + 1))
  done
}

read_part() {
  dd if="/dev/$1" of=/dev/null bs=1M skip="$2" count="$3" 2>/run/dd
}

# each_part COMMAND DISK FIRST_MB MEGABYTES [FLAGS]: by several at once.
each_part() {
  part=$(($4 / WRITERS / CHUNK_MB * CHUNK_MB))
  parts=
  for writer in $(seq 0 $((WRITERS - 1))); do
    "$1" "$2" $(($3 + writer * part)) "$part" "${5:-}" </dev/null &
    parts="$parts $!"
  done
  failed=
  for writer in $parts; do wait "$writer" || failed=yes; done
  [ -z "$failed" ]
}

# torture_disks [MEGABYTES]: writes that much to each virtio disk, each chunk synced by itself, and reads it back, by several at once.
torture_disks() {
  first=$(first_free_mb)
  megabytes=$(usable_megabytes "${1:-64}")
  [ -n "$megabytes" ] || return
  pattern $((CHUNK_MB * 1048576)) >/run/chunk
  for disk in /sys/block/vd*; do
    name=${disk##*/}
    if ! each_part write_part "$name" "$first" "$megabytes" notrunc,fsync ||
      ! { echo 3 >/proc/sys/vm/drop_caches && each_part read_part "$name" "$first" "$megabytes"; }; then
      report "GUEST-ERROR torture-disks: $name: $(tail -n 1 /run/dd)"
      return
    fi
    report "GUEST-DISK-TORTURED $name mb=$megabytes"
  done
  report "GUEST-DISKS-TORTURED"
}

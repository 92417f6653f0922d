# write-disk, read-disk, storm-disk, drive-disk, fio and disks: the disks, raw; write-file and read-file: a file system on one.
# shellcheck shell=sh

DISK=/dev/vda
FILES=/mnt
SECTORS_PER_MB=2048

# Where writing harms nothing: behind the last partition, hence at 0 on a disk without partitions.
# The bootable image keeps its boot partition this way, whatever size it has grown to.
first_free_mb() {
  end=0
  for partition in /sys/block/vda/vda*; do
    [ -e "$partition/start" ] || continue
    last=$(($(cat "$partition/start") + $(cat "$partition/size")))
    [ "$last" -le "$end" ] || end=$last
  done
  echo $(((end + SECTORS_PER_MB - 1) / SECTORS_PER_MB))
}

# usable_megabytes MEGABYTES: the number if that many fit, else nothing, and the reason on the console.
usable_megabytes() {
  case $1 in
    '' | *[!0-9]*)
      report "GUEST-ERROR megabytes must be a number, not $1"
      return
      ;;
  esac
  if [ ! -b "$DISK" ]; then
    report "GUEST-ERROR no virtio disk"
    return
  fi
  free=$(($(cat /sys/block/vda/size) / SECTORS_PER_MB - $(first_free_mb)))
  if [ "$1" -gt "$free" ]; then
    report "GUEST-ERROR $1 MB do not fit, $DISK has $free MB free"
    return
  fi
  echo "$1"
}

pattern() {
  yes "qemu-pod: this line was written by a guest that was told to" | head -c "$1"
}

# write_disk [MEGABYTES]
write_disk() {
  megabytes=$(usable_megabytes "${1:-8}")
  [ -n "$megabytes" ] || return
  bytes=$((megabytes * 1048576))
  if ! pattern "$bytes" | dd of="$DISK" bs=1M seek="$(first_free_mb)" iflag=fullblock conv=fsync,notrunc 2>/run/dd; then
    report "GUEST-ERROR write-disk: $(tail -n 1 /run/dd)"
    return
  fi
  hash=$(pattern "$bytes" | sha256sum)
  report "GUEST-DISK-WRITTEN bytes=$bytes sha256=${hash%% *}"
}

# read_disk [MEGABYTES]: from the disk, not from the cache.
read_disk() {
  megabytes=$(usable_megabytes "${1:-8}")
  [ -n "$megabytes" ] || return
  echo 3 >/proc/sys/vm/drop_caches
  # shellcheck disable=SC3040  # busybox has pipefail
  if ! hash=$(set -o pipefail && dd if="$DISK" bs=1M skip="$(first_free_mb)" count="$megabytes" 2>/run/dd | sha256sum); then
    report "GUEST-ERROR read-disk: $(tail -n 1 /run/dd)"
    return
  fi
  report "GUEST-DISK-READ bytes=$((megabytes * 1048576)) sha256=${hash%% *}"
}

# storm_disk [COUNT]: reads so many sectors of the first virtio disk one by one, whatever comes of it.
storm_disk() {
  dd if="$DISK" of=/dev/null bs=512 count="${1:-5000}" iflag=direct conv=noerror 2>/dev/null
  report "GUEST-DISK-STORM-OVER"
}

# The first disk, virtio or SCSI.
first_disk() {
  if [ -b "$DISK" ]; then echo "$DISK"; else echo /dev/sda; fi
}

# drive_disk PATTERN SECONDS [MEGABYTES]: as fast as the first disk can do it one by one.
drive_disk() {
  if counts=$(drive-disk "$(first_disk)" "$1" "$(first_free_mb)" "${3:-256}" "$2" 2>/run/drive); then
    report "GUEST-DISK-DRIVEN $1 $counts"
  else
    report "GUEST-ERROR $(cat /run/drive)"
  fi
}

# run_fio OPTION...: fio, on the first disk, behind its last partition; its result in its terse form.
run_fio() {
  if counts=$(fio --name=fio "--filename=$(first_disk)" "--offset=$(first_free_mb)m" "$@" --output-format=terse --terse-version=3 2>&1); then
    report "GUEST-FIO $counts"
  else
    report "GUEST-ERROR $counts"
  fi
}

# mount_files: the first virtio disk, with an empty file system on it if it has none.
mount_files() {
  ! grep -q " $FILES " /proc/mounts || return 0
  mkdir -p "$FILES"
  mount -t ext4 "$DISK" "$FILES" 2>/run/mount && return 0
  mke2fs "$DISK" >/run/mke2fs 2>&1 && mount -t ext4 "$DISK" "$FILES" 2>/run/mount
}

# write_file [MEGABYTES]: into the cache only, which from then on is written back by nobody but a sync.
write_file() {
  bytes=$((${1:-8} * 1048576))
  echo 0 >/proc/sys/vm/dirty_writeback_centisecs
  if ! mount_files || ! pattern "$bytes" >"$FILES/file"; then
    report "GUEST-ERROR write-file: $(cat /run/mke2fs /run/mount 2>/dev/null | tail -n 1)"
    return
  fi
  hash=$(pattern "$bytes" | sha256sum)
  report "GUEST-FILE-WRITTEN bytes=$bytes sha256=${hash%% *}"
}

read_file() {
  if ! mount_files || [ ! -f "$FILES/file" ]; then
    report "GUEST-FILE-ABSENT"
    return
  fi
  hash=$(sha256sum <"$FILES/file")
  report "GUEST-FILE-READ bytes=$(stat -c %s "$FILES/file") sha256=${hash%% *}"
}

list_disks() {
  count=0
  for disk in /sys/block/vd* /sys/block/sr*; do
    [ -e "$disk/size" ] || continue
    count=$((count + 1))
    serial=
    [ ! -e "$disk/serial" ] || serial=$(cat "$disk/serial")
    report "GUEST-DISK ${disk##*/} bytes=$(($(cat "$disk/size") * 512)) ro=$(cat "$disk/ro") serial=$serial"
  done
  report "GUEST-DISKS $count"
}

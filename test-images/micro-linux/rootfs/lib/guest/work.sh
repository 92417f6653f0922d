# work-start, work-count and work-stop: processes that do nothing but count how much they have done.
# shellcheck shell=sh

COUNTS=/run/work-counts

# work_start [PROCESSES]: as many as there are CPUs, if not told. The counts begin at 0.
work_start() {
  work_stop_all
  dd if=/dev/zero of="$COUNTS" bs=4096 count=1 2>/dev/null
  worker=0
  while [ "$worker" -lt "${1:-$(nproc)}" ]; do
    count-work "$COUNTS" "$worker" </dev/null &
    WORKERS="${WORKERS:-} $!"
    worker=$((worker + 1))
  done
  report "GUEST-WORKING $worker"
}

# work_count: what all of them have done by now, and the guest's own clock.
work_count() {
  units=0
  for count in $(hexdump -v -e '1/4 "%u\n"' "$COUNTS"); do units=$((units + count)); done
  report "GUEST-WORK units=$units up=$(uptime_seconds)"
}

work_stop_all() {
  for worker in ${WORKERS:-}; do kill "$worker"; done
  WORKERS=
}

work_stop() {
  work_stop_all
  report "GUEST-WORKING 0"
}

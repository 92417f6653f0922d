# The commands of the console; test-images/README.md lists them.
# shellcheck shell=sh

burn_cpu() {
  for _ in $(seq "$(nproc)"); do
    sh -c 'while :; do :; done' </dev/null &
    BURNERS="${BURNERS:-} $!"
  done
  report "GUEST-BURNING $(nproc)"
}

burn_stop() {
  for burner in ${BURNERS:-}; do kill "$burner"; done
  BURNERS=
  report "GUEST-BURNING 0"
}

list_nics() {
  count=0
  for nic in /sys/class/net/*; do
    name=${nic##*/}
    [ "$name" != lo ] || continue
    count=$((count + 1))
    report "GUEST-NIC $name mac=$(cat "$nic/address") mtu=$(cat "$nic/mtu")"
  done
  report "GUEST-NICS $count"
}

# flood_port NAME: writes lines to a virtio port without end, some thousand bytes a request.
flood_port() {
  port=$(port_called "$1")
  if [ -z "$port" ]; then
    report "GUEST-ERROR no port $1"
    return
  fi
  report "GUEST-FLOODS $1"
  yes 'a line of a guest that talks too much' >"$port"
}

# The kernel's own crash: its panic notifier tells pvpanic. Needs all of sysrq allowed.
panic() {
  report "GUEST-PANIC"
  drain_console
  echo 1 >/proc/sys/kernel/sysrq
  echo c >/proc/sysrq-trigger
}

# A job-controlled shell on the console, until it is left.
console_shell() {
  stty echo
  setsid cttyhack sh
  stty -echo
  report "GUEST-SHELL-LEFT"
}

# run_command NAME [ARGUMENT...]
run_command() {
  command=$1
  shift
  case $command in
    panic) panic ;;
    reboot | poweroff | halt) shut_down "$command" ;;
    fill-memory) fill_memory "$@" ;;
    free-memory) free_memory ;;
    fill-code) fill_code "$@" ;;
    torture-disks) torture_disks "$@" ;;
    write-disk) write_disk "$@" ;;
    read-disk) read_disk "$@" ;;
    storm-disk) storm_disk "$@" ;;
    drive-disk) drive_disk "$@" ;;
    fio) run_fio "$@" ;;
    write-file) write_file "$@" ;;
    read-file) read_file ;;
    ignore-button)
      touch /run/ignore-button
      report "GUEST-IGNORES-BUTTON"
      ;;
    heed-button)
      rm -f /run/ignore-button
      report "GUEST-HEEDS-BUTTON"
      ;;
    agent-ignore-shutdown)
      touch /run/ignore-agent-shutdown
      report "GUEST-AGENT-IGNORES-SHUTDOWN"
      ;;
    agent-start | agent-freeze | agent-thaw | agent-lie | agent-flood | agent-stop) agent "$command" ;;
    ignition-fail | ignition-flood) ignition "$command" ;;
    burn-cpu) burn_cpu ;;
    burn-stop) burn_stop ;;
    work-start) work_start "$@" ;;
    work-count) work_count ;;
    work-stop) work_stop ;;
    echo) report "GUEST-ECHO $*" ;;
    sleep) sleep "$1" ;;
    disks) list_disks ;;
    nics) list_nics ;;
    flood-port) flood_port "$@" ;;
    hostname) report "GUEST-HOSTNAME $(hostname)" ;;
    cpus) report "GUEST-CPUS $(nproc)" ;;
    memory) report "GUEST-MEMORY total_kb=$(meminfo MemTotal) available_kb=$(meminfo MemAvailable)" ;;
    shell) console_shell ;;
    *) report "GUEST-UNKNOWN-COMMAND $command" ;;
  esac
}

run_line() {
  set -f
  # shellcheck disable=SC2086  # a line is words, without any quoting; -f keeps a * as it is
  set -- $1
  set +f
  [ $# -eq 0 ] || run_command "$@"
}

# run_list LIST: commands parted by semicolons or line ends.
run_list() {
  printf '%s\n' "$1" | tr ';' '\n' >/run/initial-commands
  while read -r initial_line <&3; do run_line "$initial_line"; done 3</run/initial-commands
}

# Commands given before the boot: by the kernel's command line, where commas stand for spaces
# (qemu-pod.run=fill-memory,64;disks), and by the fw_cfg file opt/qemu-pod/run, as plain lines.
run_initial_commands() {
  given=$(tr ' ' '\n' </proc/cmdline | sed -n 's/^qemu-pod\.run=//p' | tr -d '"' | tr ',' ' ')
  run_list "$given"
  [ ! -e /www/fw_cfg/opt/qemu-pod/run ] || run_list "$(cat /www/fw_cfg/opt/qemu-pod/run)"
}

# Reads commands for ever. The console's end of file (Ctrl-D) is no reason to stop: PID 1 may not end.
obey_console() {
  while :; do
    if read -r line; then
      run_line "$line"
    else
      sleep 1
    fi
  done
}

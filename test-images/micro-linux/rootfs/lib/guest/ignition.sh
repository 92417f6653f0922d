# The channel on which Fedora CoreOS tells that its first boot failed, used as its own script does
# (fedora-coreos-config, ignition-virtio-dump-journal.sh): the journal, then an empty object.
# shellcheck shell=sh

# entry PRIORITY IDENTIFIER MESSAGE: a line of journalctl -o json.
entry() {
  printf '{"__CURSOR":"s=0;i=1","_BOOT_ID":"0","PRIORITY":"%s","SYSLOG_IDENTIFIER":"%s","MESSAGE":"%s"}\n' "$@"
}

failing_journal() {
  entry 6 kernel 'Linux version 6.1'
  entry 7 ignition 'parsed config: the password is s3cret'
  entry 3 sshd 'no host keys'
  entry 2 ignition 'files: op(1): [failed]   creating user \"a\": exit status 3: Cmd: \"useradd\" \"s3cret\"'
  entry 2 ignition 'Ignition failed: failed to create users/groups'
}

# ignition COMMAND
ignition() {
  port=$(port_called com.coreos.ignition.journal)
  if [ -z "$port" ]; then
    report "GUEST-ERROR no journal channel"
    return
  fi
  case $1 in
    ignition-fail)
      failing_journal >"$port"
      echo '{}' >"$port"
      report "GUEST-IGNITION-FAILED"
      ;;
    ignition-flood)
      cat /dev/zero >"$port" </dev/null &
      report "GUEST-IGNITION-FLOODS"
      ;;
  esac
}

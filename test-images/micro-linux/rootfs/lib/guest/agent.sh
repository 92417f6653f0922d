# The guest agent: the real one where the initrd has it, and two that mean no good.
# shellcheck shell=sh

# port_called NAME: its device; nothing where there is none.
port_called() {
  for port in /sys/class/virtio-ports/*; do
    [ "$(cat "$port/name" 2>/dev/null)" != "$1" ] || echo "/dev/${port##*/}"
  done
}

agent_port() { port_called org.qemu.guest_agent.0; }

start_agent() {
  port=$(agent_port)
  if [ -z "$port" ]; then
    report "GUEST-ERROR no agent channel"
  elif [ ! -x /sbin/qemu-ga ]; then
    report "GUEST-ERROR no guest agent in this initrd"
  else
    /sbin/qemu-ga --method virtio-serial --path "$port" --statedir /run --pidfile /run/qemu-ga.pid \
      --logfile /run/qemu-ga.log </dev/null >/dev/null 2>&1 &
    AGENT=$!
    report "GUEST-AGENT-STARTED"
  fi
}

# Ends whatever holds the channel, which only one may.
stop_agent() {
  [ -z "${AGENT:-}" ] || kill -KILL "$AGENT" 2>/dev/null
  [ -z "${AGENT:-}" ] || wait "$AGENT" 2>/dev/null
  AGENT=
}

# Answers everything at once, and nothing truly; every other time it is not even JSON.
lying_agent() {
  port=$(agent_port)
  exec 4<>"$port"
  while read -r _ <&4; do
    printf '\377{"return": 4711}\n{"return": [[[{}]]], "error": "no"}\nSSH-2.0-\000\n' >&4
  done
}

# agent COMMAND
agent() {
  case $1 in
    agent-start)
      stop_agent
      start_agent
      ;;
    agent-freeze)
      kill -STOP "$AGENT"
      report "GUEST-AGENT-FROZEN"
      ;;
    agent-thaw)
      kill -CONT "$AGENT"
      report "GUEST-AGENT-THAWED"
      ;;
    agent-lie)
      stop_agent
      lying_agent </dev/null &
      AGENT=$!
      report "GUEST-AGENT-LIES"
      ;;
    agent-flood)
      stop_agent
      cat /dev/zero >"$(agent_port)" </dev/null &
      AGENT=$!
      report "GUEST-AGENT-FLOODS"
      ;;
    agent-stop)
      stop_agent
      report "GUEST-AGENT-STOPPED"
      ;;
  esac
}

# The guest's network, its servers, and the fw_cfg files it serves.
# shellcheck shell=sh

FW_CFG=/sys/firmware/qemu_fw_cfg/by_name

start_network() {
  ip link set lo up
  if [ ! -e /sys/class/net/eth0 ]; then
    report "GUEST-NETWORK none"
    return
  fi
  ip link set eth0 up
  if ! udhcpc -i eth0 -n -q -f -t 4 -T 1 -s /lib/guest/dhcp-event >/dev/null 2>&1; then
    ip addr add 10.0.2.15/24 dev eth0
    ip route add default via 10.0.2.2
  fi
  report "GUEST-NETWORK eth0 $(ip -o -4 addr show dev eth0 | awk '{ print $4 }')"
}

# Copies each file the host gave below opt/ once (the kernel reads them in quadratic time), tells its
# hash, and leaves it where the web server finds it. The names are links into by_key, hence -L.
report_fw_cfg() {
  [ -d "$FW_CFG/opt" ] || return 0
  find -L "$FW_CFG/opt" -name raw | sort | while read -r raw; do
    name=${raw#"$FW_CFG/"}
    name=${name%/raw}
    mkdir -p "/www/fw_cfg/${name%/*}"
    cat "$raw" >"/www/fw_cfg/$name"
    hash=$(sha256sum "/www/fw_cfg/$name")
    report "FWCFG $name size=$(stat -c %s "/www/fw_cfg/$name") sha256=${hash%% *}"
  done
}

start_servers() {
  echo "hello from guest" >/www/index.html
  httpd -p 80 -h /www
  nc -ll -p 7 -e /lib/guest/line-server </dev/null >/dev/null 2>&1 &
  nc -ll -p 9 -e /lib/guest/discard </dev/null >/dev/null 2>&1 &
  nc -ll -p 19 -e /lib/guest/chargen </dev/null >/dev/null 2>&1 &
  nc -ll -p 22 -e /lib/guest/ssh-banner </dev/null >/dev/null 2>&1 &
}

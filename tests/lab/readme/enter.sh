#!/bin/bash
# Enters a machine that a new user may have: a Debian with Asterisk on it, a network of its own, nothing kept of it.
# usage: unshare --mount --net --pid --fork --kill-child enter.sh ROOT WORK PYTHON SCRIPT
# `sudo` runs a program in the Debian, where the folder one stands in is seen as /lab; all else runs on this machine.
set -eu
root=$1 work=$2 python=$3 script=$4

# The network: loopback alone, up.
"$python" - <<'end'
import fcntl, socket, struct
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP))
end

# What a user changes lies on copies; the mounts go with this process.
mkdir -p "$work/over"
for place in etc usr/local var/lib var/log var/spool mnt; do
    mkdir -p "$work/over/$place"
    cp -a "$root/$place/." "$work/over/$place/"
    mount --bind "$work/over/$place" "$root/$place"
done
mount --bind "$work/pronto" "$root/lab"
mount --bind "$work/carrier" "$root/mnt"
mount -t proc proc /proc
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/run"
# As the package and its unit have it; whoever unpacked the Debian without being root owns everything in it.
chroot "$root" chown -R asterisk: /var/lib/asterisk /var/log/asterisk /var/spool/asterisk
chroot "$root" install -d -o asterisk -g asterisk /run/asterisk

# The line of systemd: there is no systemd here.
cat >"$root/usr/local/bin/systemctl" <<'end'
#!/bin/sh
[ "$*" = "restart asterisk" ] || { echo "systemctl $*?" >&2; exit 1; }
asterisk -U asterisk
for n in $(seq 300); do
    asterisk -rx 'core waitfullybooted' 2>/dev/null | grep -q 'fully booted' && exit 0
    sleep 0.1
done
exit 1
end
chmod 755 "$root/usr/local/bin/systemctl"
mkdir "$work/bin"
cat >"$work/bin/sudo" <<end
#!/bin/sh
exec $(command -v chroot) "$root" /usr/bin/env -C /lab PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin "\$@"
end
# What the tests run in is what `make venv` makes, and there is no network to make it again.
cat >"$work/bin/make" <<'end'
#!/bin/sh
[ "$*" = venv ]
end
chmod 755 "$work/bin/sudo" "$work/bin/make"

# The carrier at 127.0.0.3:5070, and Anna's phone at 127.0.0.2, which logs in as 1001: another Asterisk plays both.
chroot "$root" asterisk -C /mnt/asterisk.conf

cd "$work/pronto"
exec env -i HOME="$work/home" PATH="$work/bin:/usr/local/bin:/usr/bin:/bin" LANG=C.UTF-8 COLUMNS=200 bash "$script"

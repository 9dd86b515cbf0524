#!/bin/sh
# Starts LXD where it does not answer, and gives it the storage pool and the bridge that the agent uses.
set -eu
# shellcheck source=lib.sh source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
log=/var/log/lxd-daemon.log
patience=60
pool=ingot
pool_size=10GiB
bridge=ingotbr0
subnet=10.214.0.1/16
begin "$@"

answers() { as_root lxc query /1.0 >/dev/null 2>&1; }
runs_systemd() { [ "$(cat /proc/1/comm)" = systemd ]; }

# Instances run as users that nobody else on the host is.
give_users() {
    for file in /etc/subuid /etc/subgid; do
        grep -q '^root:' "$file" 2>/dev/null && continue
        say "giving root a range of users for instances in $file"
        echo 'root:1000000:1000000000' | as_root tee -a "$file" >/dev/null
    done
}

start() {
    agree "Start LXD?"
    if runs_systemd; then
        say "starting the service lxd"
        as_root systemctl start lxd.socket || show_log
    else
        say "starting lxd in the background, log in $log"
        has lxd || fail "lxd is not installed" "run install-lxd.sh"
        # Without the hooks of lxcfs, which does not run here: one of them sleeps for half a second whenever an instance stops.
        # A session of its own: it must outlive this script and its terminal.
        as_root sh -c "PATH=\$PATH:/usr/sbin:/sbin; export LXD_LXC_TEMPLATE_CONFIG=/nonexistent; ulimit -n 65536 2>/dev/null || true
            setsid lxd --group root >>'$log' 2>&1 </dev/null &"
    fi
    wait_until $patience answers || show_log
}

show_log() {
    if runs_systemd; then
        as_root journalctl --unit lxd --lines 20 --no-pager >&2 || true
        fail "LXD does not answer" "read its last lines above, then: journalctl -u lxd"
    fi
    as_root tail -n 20 "$log" >&2 || true
    fail "LXD does not answer after $patience s" "read its last lines above (all of it: $log)"
}

make_pool() {
    ! as_root lxc storage show $pool >/dev/null 2>&1 || return 0
    agree "Make the storage pool $pool, btrfs in a file of at most $pool_size?"
    say "making the storage pool $pool (btrfs in a file of at most $pool_size)"
    as_root lxc storage create $pool btrfs size=$pool_size >&2 ||
        fail "the storage pool $pool cannot be made" "make it by hand, for instance: lxc storage create $pool dir"
}

make_bridge() {
    ! as_root lxc network show $bridge >/dev/null 2>&1 || return 0
    agree "Make the bridge $bridge ($subnet) for instances that are allowed a network?"
    say "making the bridge $bridge ($subnet)"
    as_root lxc network create $bridge ipv4.address=$subnet ipv4.nat=true ipv4.dhcp=false ipv6.address=none dns.mode=none >&2 ||
        fail "the bridge $bridge cannot be made" "make it by hand, or do without: jobs that ask for a network will fail"
}

give_users
answers || start
make_pool
make_bridge
say "LXD answers, with the storage pool $pool and the bridge $bridge"

#!/bin/sh
# Starts LXD unless it runs, and creates the storage pool and the bridge that the agent uses.
set -eu
# shellcheck source=lib.sh source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
log=/var/log/lxd-daemon.log
timeout=60
pool=ingot
pool_size=10GiB
bridge=ingotbr0
subnet=10.214.0.1/16
parse_options "$@"

is_running() { as_root lxc query /1.0 >/dev/null 2>&1; }

# Instances run with subordinate user ids, which no other user of the host has.
add_subordinate_ids() {
    for file in /etc/subuid /etc/subgid; do
        grep -q '^root:' "$file" 2>/dev/null && continue
        say "adding a subordinate id range for root to $file"
        echo 'root:1000000:1000000000' | as_root tee -a "$file" >/dev/null
    done
}

start() {
    confirm "Start LXD?"
    if runs_systemd; then
        say "starting the service lxd"
        as_root systemctl start lxd.socket || fail_to_start lxd "LXD"
    else
        say "starting lxd in the background, log in $log"
        has lxd || fail "lxd is not installed" "run install-lxd.sh"
        # Without the hooks of lxcfs, which does not run here: one of them sleeps half a second whenever an instance stops.
        # In a new session, so that the daemon outlives this script and its terminal.
        as_root sh -c "PATH=\$PATH:/usr/sbin:/sbin; export LXD_LXC_TEMPLATE_CONFIG=/nonexistent; ulimit -n 65536 2>/dev/null || true
            setsid lxd --group root >>'$log' 2>&1 </dev/null &"
    fi
    wait_until $timeout is_running || fail_to_start lxd "LXD"
}

create_pool() {
    ! as_root lxc storage show $pool >/dev/null 2>&1 || return 0
    confirm "Create the storage pool $pool, btrfs in a file of at most $pool_size?"
    say "creating the storage pool $pool (btrfs in a file of at most $pool_size)"
    as_root lxc storage create $pool btrfs size=$pool_size >&2 ||
        fail "cannot create the storage pool $pool" "create it by hand, for instance: lxc storage create $pool dir"
}

create_bridge() {
    ! as_root lxc network show $bridge >/dev/null 2>&1 || return 0
    confirm "Create the bridge $bridge ($subnet) for instances that are allowed a network?"
    say "creating the bridge $bridge ($subnet)"
    as_root lxc network create $bridge ipv4.address=$subnet ipv4.nat=true ipv4.dhcp=false ipv6.address=none dns.mode=none >&2 ||
        fail "cannot create the bridge $bridge" "create it by hand; without it, jobs that request a network fail"
}

add_subordinate_ids
is_running || start
create_pool
create_bridge
say "LXD is running with the storage pool $pool and the bridge $bridge"

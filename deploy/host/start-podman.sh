#!/bin/sh
# Starts Podman's service, which implements the Docker API, unless it runs.
set -eu
# shellcheck source=lib.sh source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
# shellcheck source=cgroups.sh source-path=SCRIPTDIR
. "$(dirname "$0")/cgroups.sh"
socket=/run/podman/podman.sock
log=/var/log/podman-service.log
timeout=30
parse_options "$@"

is_running() { as_root podman --url "unix://$socket" version >/dev/null 2>&1; }

start() {
    if runs_systemd; then
        say "starting podman.socket"
        as_root systemctl start podman.socket
    else
        say "starting Podman's service in the background, log in $log"
        as_root mkdir -p "$(dirname "$socket")"
        # In a new session, so that the service outlives this script and its terminal; in /, because conmon leaves a file in its
        # working directory.
        as_root sh -c "cd / && setsid podman system service --time=0 unix://$socket >>'$log' 2>&1 </dev/null &"
    fi
    wait_until $timeout is_running ||
        fail "Podman does not answer at $socket after $timeout s" "read $log, or journalctl -u podman"
}

has podman || fail "podman is not installed" "run install-podman.sh"
mount_missing_cgroup_v1
if is_running; then
    say "Podman runs at $socket: nothing to do"
    exit 0
fi
confirm "Start Podman's service?"
start
say "Podman runs at $socket"

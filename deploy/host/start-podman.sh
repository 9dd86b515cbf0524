#!/bin/sh
# Starts Podman's service, which speaks Docker's API, where it does not answer.
set -eu
# shellcheck source=lib.sh source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
# shellcheck source=cgroups.sh source-path=SCRIPTDIR
. "$(dirname "$0")/cgroups.sh"
socket=/run/podman/podman.sock
log=/var/log/podman-service.log
patience=30
begin "$@"

answers() { as_root podman --url "unix://$socket" version >/dev/null 2>&1; }
runs_systemd() { [ "$(cat /proc/1/comm)" = systemd ]; }

start() {
    if runs_systemd; then
        say "starting podman.socket"
        as_root systemctl start podman.socket
    else
        say "starting Podman's service in the background, log in $log"
        as_root mkdir -p "$(dirname "$socket")"
        # A session of its own: it must outlive this script and its terminal. In no folder of anybody: conmon leaves a file there.
        as_root sh -c "cd / && setsid podman system service --time=0 unix://$socket >>'$log' 2>&1 </dev/null &"
    fi
    wait_until $patience answers ||
        fail "Podman does not answer at $socket after $patience s" "read $log, or journalctl -u podman"
}

has podman || fail "podman is not installed" "run install-podman.sh"
mend_cgroups
if answers; then
    say "Podman answers at $socket: nothing to do"
    exit 0
fi
agree "Start Podman's service?"
start
say "Podman answers at $socket"

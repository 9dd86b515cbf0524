#!/bin/sh
# Installs the programs that only tests need (busybox for images, Podman and a registry for imports, Prometheus, Chromium).
set -eu
# shellcheck source=lib.sh source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
parse_options "$@"

is_running() { pgrep -x "$1" >/dev/null 2>&1; }

# Installs package $1, whose program has the same name, and disables its service, because the tests start the program themselves.
install_without_service() {
    ! has "$1" || return 0
    ran=no
    ! is_running "$1" || ran=yes
    install_missing "$1=$1"
    if [ "$ran" = no ] && [ "$(cat /proc/1/comm)" = systemd ]; then
        say "disabling the service $1, which the tests do not need"
        as_root systemctl disable --now "$1" >&2 || say "CAUTION: cannot disable the service $1"
    fi
}

install_without_service prometheus
install_without_service docker-registry
install_missing busybox=busybox-static podman=podman promtool=prometheus chromium=chromium
say "busybox: $(busybox | head -n 1)"
say "prometheus: $(prometheus --version 2>&1 | head -n 1)"
say "chromium: $(chromium --version 2>/dev/null)"

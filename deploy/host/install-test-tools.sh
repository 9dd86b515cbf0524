#!/bin/sh
# Installs what only the tests need (busybox for their images, Podman and a registry to import from, Prometheus, Chromium).
set -eu
# shellcheck source=lib.sh source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
begin "$@"

runs() { pgrep -x "$1" >/dev/null 2>&1; }

# Installs package $1, whose program has its name. The package starts a service; the tests start one of their own.
install_without_service() {
    ! has "$1" || return 0
    ran=no
    ! runs "$1" || ran=yes
    install_missing "$1=$1"
    if [ "$ran" = no ] && [ "$(cat /proc/1/comm)" = systemd ]; then
        say "disabling the service $1, which nobody asked for"
        as_root systemctl disable --now "$1" >&2 || say "CAUTION: it could not be disabled"
    fi
}

install_without_service prometheus
install_without_service docker-registry
install_missing busybox=busybox-static podman=podman promtool=prometheus chromium=chromium
say "busybox: $(busybox | head -n 1)"
say "prometheus: $(prometheus --version 2>&1 | head -n 1)"
say "chromium: $(chromium --version 2>/dev/null)"

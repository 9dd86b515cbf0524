#!/bin/sh
# Installs what only the tests need (busybox for their images, Prometheus, Chromium), where it is missing.
set -eu
# shellcheck source=lib.sh source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
begin "$@"

runs_prometheus() { pgrep -x prometheus >/dev/null 2>&1; }

# The package starts a service; the tests start a Prometheus of their own.
install_prometheus() {
    ! has prometheus || return 0
    ran=no
    ! runs_prometheus || ran=yes
    install_missing prometheus=prometheus
    if [ "$ran" = no ] && [ "$(cat /proc/1/comm)" = systemd ]; then
        say "disabling the service prometheus, which nobody asked for"
        as_root systemctl disable --now prometheus >&2 || say "CAUTION: it could not be disabled"
    fi
}

install_prometheus
install_missing busybox=busybox-static promtool=prometheus chromium=chromium
say "busybox: $(busybox | head -n 1)"
say "prometheus: $(prometheus --version 2>&1 | head -n 1)"
say "chromium: $(chromium --version 2>/dev/null)"

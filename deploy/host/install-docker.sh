#!/bin/sh
# Installs Docker with the runtimes runc and crun from Debian packages, where they are missing.
set -eu
# shellcheck source=lib.sh source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

parse_options "$@"

case $(cat /sys/module/apparmor/parameters/enabled 2>/dev/null) in
    # When the kernel has AppArmor enabled, Docker needs its parser to start a container.
    Y) install_missing apparmor_parser=apparmor ;;
esac
install_missing dockerd=docker.io docker=docker.io runc=runc crun=crun iptables=iptables python3=python3
say "docker: $(dockerd --version 2>/dev/null || /usr/sbin/dockerd --version)"

#!/bin/sh
# Installs LXD and the Debian packages for the agent's instances (a first process, a bridge, a btrfs pool), where missing.
set -eu
# shellcheck source=lib.sh source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

parse_options "$@"

install_missing lxd=lxd lxc=lxd-client catatonit=catatonit dnsmasq=dnsmasq-base mkfs.btrfs=btrfs-progs \
    iptables=iptables ip=iproute2 nsenter=util-linux newuidmap=uidmap
say "lxd: $(lxd --version), catatonit: $(catatonit --version)"

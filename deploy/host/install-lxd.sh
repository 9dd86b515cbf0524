#!/bin/sh
# Installs LXD and what the agent's instances take (a first process, a bridge, a btrfs pool) from Debian packages, where missing.
set -eu
# shellcheck source=lib.sh source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

begin "$@"

install_missing lxd=lxd lxc=lxd-client catatonit=catatonit dnsmasq=dnsmasq-base mkfs.btrfs=btrfs-progs \
    iptables=iptables ip=iproute2 nsenter=util-linux newuidmap=uidmap
say "lxd: $(lxd --version), catatonit: $(catatonit --version)"

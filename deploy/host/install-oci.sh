#!/bin/sh
# Installs the programs for containers without a manager (crun, runc, runsc, image tools, network plugins), where missing.
set -eu
# shellcheck source=lib.sh source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
# shellcheck source=cgroups.sh source-path=SCRIPTDIR
. "$(dirname "$0")/cgroups.sh"

# Debian installs the network plugins in a folder that is not in PATH.
plugins=/usr/lib/cni
PATH=$PATH:$plugins
parse_options "$@"

install_missing crun=crun runc=runc runsc=runsc skopeo=skopeo umoci=umoci \
    portmap=containernetworking-plugins iptables=iptables
mount_missing_cgroup_v1
say "crun: $(crun --version | head -n 1), network plugins in $plugins"

#!/bin/sh
# Installs what containers without a daemon need (crun, runc, runsc, image tools, network plugins), where it is missing.
set -eu
# shellcheck source=lib.sh source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
# shellcheck source=cgroups.sh source-path=SCRIPTDIR
. "$(dirname "$0")/cgroups.sh"

# Debian keeps the network plugins off everybody's PATH.
plugins=/usr/lib/cni
PATH=$PATH:$plugins
begin "$@"

install_missing crun=crun runc=runc runsc=runsc skopeo=skopeo umoci=umoci \
    portmap=containernetworking-plugins iptables=iptables
mend_cgroups
say "crun: $(crun --version | head -n 1), network plugins in $plugins"

#!/bin/sh
# Installs Podman with the runtime crun from Debian packages, where they are missing.
set -eu
# shellcheck source=lib.sh source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
parse_options "$@"

# netavark and its name server provide the networks of containers; conmon keeps their streams open.
install_missing podman=podman crun=crun conmon=conmon iptables=iptables
say "podman: $(podman --version)"

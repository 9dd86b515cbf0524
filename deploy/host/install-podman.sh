#!/bin/sh
# Installs Podman with the runtime crun from Debian packages, where they are missing.
set -eu
# shellcheck source=lib.sh source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
begin "$@"

# netavark and its name server give containers a network; conmon holds their streams.
install_missing podman=podman crun=crun conmon=conmon iptables=iptables
say "podman: $(podman --version)"

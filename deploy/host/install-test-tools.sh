#!/bin/sh
# Installs what only the tests need (a static busybox for their images), where it is missing.
set -eu
# shellcheck source=lib.sh source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
begin "$@"

install_missing busybox=busybox-static
say "busybox: $(busybox | head -n 1)"

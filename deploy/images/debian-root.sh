#!/bin/sh
# Prints the path of a Debian root tarball with the packages of the given list, making it when the cache has none.
# usage: debian-root.sh PACKAGE-LIST     (SUITE and MIRROR may be set in the environment)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../host/lib.sh source-path=SCRIPTDIR
. "$here/../host/lib.sh"

list=${1:?usage: debian-root.sh PACKAGE-LIST}
suite=${SUITE:-bookworm}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/ingot
packages=$(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$list" | paste -sd, -)
key=$(printf '%s\n' "$packages" "$suite" "$(dpkg --print-architecture)" | cat - "$0" | sha256sum | cut -c1-16)
tarball=$cache/debian-root-$key.tar

if [ ! -f "$tarball" ]; then
    install_missing mmdebstrap=mmdebstrap
    say "making a Debian $suite root with $packages (about a minute, then cached)"
    mkdir -p "$cache"
    # shellcheck disable=SC2016 # $1 is the root, expanded by mmdebstrap
    as_root mmdebstrap --quiet --mode=root --format=tar --variant=essential --include="$packages" \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --customize-hook='rm -rf "$1"/etc/ssh/ssh_host_* "$1"/var/cache/* "$1"/var/log/* "$1"/var/lib/apt/lists/*' \
        --customize-hook='chroot "$1" groupadd --gid 4242 worker' \
        --customize-hook='chroot "$1" useradd --uid 4242 --gid 4242 --no-create-home --home-dir /task --shell /bin/bash worker' \
        "$suite" "$tarball.$$" ${MIRROR:+"$MIRROR"} >&2 ||
        fail "mmdebstrap could not make the root" "check the network and MIRROR (a Debian mirror's address)"
    as_root mv "$tarball.$$" "$tarball" # in one step: nobody sees half a root
    find "$cache" -name 'debian-root-*' -mtime +30 -delete
fi
echo "$tarball"

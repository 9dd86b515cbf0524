#!/bin/sh
# Imports the project's grading images from Docker (build.sh builds them) into LXD, with the agent's image store in between.
# usage: lxd.sh [NAME...]     names: default, default-v3, null (all of these when none is given), demo
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../host/lib.sh source-path=SCRIPTDIR
. "$here/../host/lib.sh"

case ${1:-} in
    -h | --help)
        sed -n '2,3s/^# //p' "$0"
        exit 0
        ;;
esac

ingot=${INGOT:-$here/../../ingot}
store=${STORE:-/var/lib/ingot}
lxc=${LXC:-lxc}
pool=${POOL:-ingot}
probe=ingot-users-$$
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Prints the user mapping that the server selects for an instance.
user_mapping() {
    "$lxc" init --empty "$probe" --storage "$pool" >/dev/null
    "$lxc" config get "$probe" volatile.idmap.next
    "$lxc" delete "$probe"
}

property() { "$lxc" image get-property "ingot/$1" "$2" 2>/dev/null || true; }

# Imports image $1 into LXD with the alias ingot/$1, unless it is up to date.
import_image() {
    id=$("$ingot" image import "docker:ingot/$1:latest" --store "$store")
    if [ "$(property "$1" ingot.image)" = "$id" ] && [ "$(property "$1" ingot.users)" = "$users" ]; then
        say "ingot/$1 is up to date"
        return 0
    fi
    say "importing ingot/$1 into LXD"
    "$ingot" image export-lxd "$id" "$work/$1.tar" --users "$users" --store "$store"
    ! "$lxc" image info "ingot/$1" >/dev/null 2>&1 || "$lxc" image delete "ingot/$1"
    "$lxc" image import "$work/$1.tar" --alias "ingot/$1" >&2
}

users=$(user_mapping)
[ $# -gt 0 ] || set -- default default-v3 null
for name in "$@"; do
    import_image "$name"
done

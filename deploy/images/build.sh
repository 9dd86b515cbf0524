#!/bin/sh
# Builds the grading images for the demo, the tests and the benchmarks, in Docker or, without Docker, in the agent's image store.
# usage: build.sh [NAME...]     names: default, default-v3, null, null-v07 (all of these when none is given), demo
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../host/lib.sh source-path=SCRIPTDIR
. "$here/../host/lib.sh"
# shellcheck source=oci-layout.sh source-path=SCRIPTDIR
. "$here/oci-layout.sh"

case ${1:-} in
    -h | --help)
        sed -n '2,3s/^# //p' "$0"
        exit 0
        ;;
esac

docker=${DOCKER:-docker}
ingot=${INGOT:-$here/../../ingot}
store=${STORE:-/var/lib/ingot}
work=$(mktemp -d)
trap 'as_root rm -rf "$work"' EXIT

default_inputs() { cat "$here"/debian-root.sh "$here"/default/packages "$here"/default/bin/* "$here"/default/in*/*.py; }

# Creates the Debian root with the grading program, precompiled because every container starts from the same unmodified image.
default_tarball() {
    root=$("$here/debian-root.sh" "$here/default/packages") || return 1
    modules=/usr/lib/python3/dist-packages
    mkdir "$work/root"
    as_root tar --extract --file="$root" --directory="$work/root"
    as_root cp -R "$here"/default/ingot_grader "$here"/default/inginious_container_api "$work/root$modules"
    # The grader's user must be able to read and run these files, whatever modes the checkout has.
    as_root chmod -R u=rwX,go=rX "$work/root$modules/ingot_grader" "$work/root$modules/inginious_container_api"
    as_root install -m 755 "$here"/default/bin/* "$work/root/usr/bin"
    as_root find "$work/root$modules/"in* -name __pycache__ -prune -exec rm -rf {} +
    as_root chroot "$work/root" python3 -m compileall -q --invalidation-mode unchecked-hash \
        "$modules/ingot_grader" "$modules/inginious_container_api" >&2
    as_root tar --create --file="$work/default.tar" --directory="$work/root" .
    as_root rm -rf "$work/root"
}

null_inputs() { cat "$here"/null/null.c; }

# Creates $1.tar; further arguments are passed to the compiler.
null_program() {
    tarball=$work/$1.tar
    shift
    install_missing gcc=gcc
    gcc -Os -Wall -Wextra -Werror -static -nostdlib -fno-builtin -fno-stack-protector -s "$@" -o "$work/null" \
        "$here/null/null.c"
    tar --create --file="$tarball" --directory="$work" --owner=0 --group=0 --mode=755 null
}

null_tarball() { null_program null; }

null_v07_inputs() { null_inputs; }

null_v07_tarball() { null_program null_v07 -DLITTLE_ENDIAN_LENGTHS; }

# Builds image $1 with the files of $2_tarball, container version $3 and command $4, unless it is up to date.
# $5: whether its program supports students that share no kernel with their grader. $6: its environment, which no image of
# INGInious may have, because an agent uses the newest image of an environment. $7: whether frontends show it.
build_image() {
    inputs=$({ "$2_inputs"; echo "$3 $4 $5 $6 $7"; cat "$0" "$here/oci-layout.sh"; } | sha256sum | cut -c1-32)
    if "${target}_is_current" "$1" "$inputs" "$6"; then
        say "ingot/$1 is up to date"
        return 0
    fi
    say "building ingot/$1"
    [ -f "$work/$2.tar" ] || "$2_tarball" || fail "cannot build the root file system of ingot/$1" "read the messages above"
    "${target}_import" "$@"
}

docker_is_current() {
    present=$(manager image inspect --format '{{.Id}} {{index .Config.Labels "dev.ingot.image.inputs"}}' "ingot/$1" 2>/dev/null || true)
    [ "${present#* }" = "$2" ]
}

docker_import() {
    manager import \
        -c "LABEL org.inginious.grading.name=$6" \
        -c "LABEL org.inginious.grading.advertise=$7" \
        -c "LABEL org.inginious.grading.agent_version=$3" \
        -c "LABEL dev.ingot.image.inputs=$inputs" \
        -c "LABEL dev.ingot.student-relay=$5" \
        -c "ENV INGOT_AGENT_VERSION=$3" \
        -c "CMD [\"$4\"]" \
        "$work/$2.tar" "ingot/$1" >&2
    # The replaced image has the same environment name. If a container still uses it, the next build removes it.
    [ -z "$present" ] || manager rmi "${present%% *}" >/dev/null 2>&1 || true
}

# Returns whether the newest image of the environment $3 was built from the inputs $2.
store_is_current() {
    [ -n "${stored+known}" ] || stored=$(as_root "$ingot" image list --json --store "$store") ||
        fail "cannot read the image store $store" "read the message above"
    newest=$(printf '%s\n' "$stored" | grep -F "\"org.inginious.grading.name\":\"$3\"" | tail -n 1)
    case $newest in *"\"dev.ingot.image.inputs\":\"$2\""*) return 0 ;; *) return 1 ;; esac
}

store_import() {
    oci_layout "$work/$1.oci" "$work/$2.tar" "{
        \"Labels\": {\"org.inginious.grading.name\": \"$6\", \"org.inginious.grading.advertise\": \"$7\",
                   \"org.inginious.grading.agent_version\": \"$3\",
                   \"dev.ingot.image.inputs\": \"$inputs\", \"dev.ingot.student-relay\": \"$5\"},
        \"Env\": [\"INGOT_AGENT_VERSION=$3\"],
        \"Cmd\": [\"$4\"]}"
    as_root "$ingot" image import "oci:$work/$1.oci" --store "$store" >&2 ||
        fail "cannot import ingot/$1 into $store" "read the message above; deploy/host/install-oci.sh installs the tools"
    # A replaced image with a newer date would be used for the environment. One that a container still uses is kept.
    printf '%s\n' "$stored" | grep -F "\"org.inginious.grading.name\":\"$6\"" | sed -n 's/^{"id":"\([^"]*\)".*/\1/p' |
        while read -r replaced; do
            as_root "$ingot" image remove "$replaced" --store "$store" >/dev/null 2>&1 </dev/null || true
        done
}

sudo_prefix=
manager() { $sudo_prefix "$docker" "$@"; }
is_running() { manager version >/dev/null 2>&1; }

# Docker may be usable by root only.
if is_running || { sudo_prefix=as_root && has "$docker" && is_running; }; then
    target=docker
else
    target=store
    say "$docker does not run: importing into the image store $store"
fi
[ $# -gt 0 ] || set -- default default-v3 null null-v07
for name in "$@"; do
    case $name in
        default) build_image default default 4 INGInious true ingot-default true ;;
        default-v3) build_image default-v3 default 3 INGInious true default-v3 true ;;
        null) build_image null null 4 /null false null true ;;
        null-v07) build_image null-v07 null_v07 3 /null false null-v07 true ;;
        demo) build_image demo default 4 INGInious true ingot-demo false ;;
        *) fail "unknown image $name" "names: default, default-v3, null, null-v07, demo" ;;
    esac
done

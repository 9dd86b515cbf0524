# shellcheck shell=sh
# The cgroup layout that crun needs. Sourced after lib.sh.

cgroup_root=/sys/fs/cgroup

# crun rejects a hybrid layout (v1 controllers and a v2 tree) while the v2 tree has a controller. Usually only hugetlb is left
# there; mounting it as v1 removes it from the v2 tree. Pure v1 and pure v2 hosts need no change.
mount_missing_cgroup_v1() {
    [ -r "$cgroup_root/unified/cgroup.controllers" ] || return 0
    case $(v2_controllers) in *hugetlb*) mount_hugetlb ;; esac
    left=$(v2_controllers)
    [ -z "$left" ] || say "CAUTION: crun will reject this hybrid cgroup layout, because its v2 tree has $left: use runc, or boot with one layout"
}

v2_controllers() { cat "$cgroup_root/unified/cgroup.controllers"; }

mount_hugetlb() {
    confirm "Mount the cgroup controller hugetlb as v1, which crun needs on this hybrid layout?"
    say "mounting the cgroup controller hugetlb as v1 (until the next boot)"
    as_root mkdir -p "$cgroup_root/hugetlb"
    as_root mount -t cgroup -o hugetlb cgroup "$cgroup_root/hugetlb" || say "CAUTION: cannot mount hugetlb"
}

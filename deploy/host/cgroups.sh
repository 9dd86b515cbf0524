# shellcheck shell=sh
# The cgroup layout that crun needs. Sourced after lib.sh.

cgroup_root=/sys/fs/cgroup

# crun refuses a hybrid layout (v1 controllers, and a v2 tree beside them) while the v2 tree holds a controller.
# Mounting hugetlb as v1 takes the one that is usually left there. Pure v1 and pure v2 hosts need nothing.
mend_cgroups() {
    [ -r "$cgroup_root/unified/cgroup.controllers" ] || return 0
    case $(controllers_left) in *hugetlb*) mount_hugetlb ;; esac
    left=$(controllers_left)
    [ -z "$left" ] || say "CAUTION: crun will refuse this hybrid cgroup layout, whose v2 tree holds $left: use runc, or boot with one layout"
}

controllers_left() { cat "$cgroup_root/unified/cgroup.controllers"; }

mount_hugetlb() {
    agree "Mount the cgroup controller hugetlb as v1, which crun needs on this hybrid layout?"
    say "mounting the cgroup controller hugetlb as v1 (until the next boot)"
    as_root mkdir -p "$cgroup_root/hugetlb"
    as_root mount -t cgroup -o hugetlb cgroup "$cgroup_root/hugetlb" || say "CAUTION: that did not work"
}

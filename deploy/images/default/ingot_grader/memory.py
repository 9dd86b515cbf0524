"""Detects an overflow of the memory limit when this container has its own kernel; its exit status reports it to the agent."""

PLACES = "/sys/fs/cgroup/memory/memory.oom_control", "/sys/fs/cgroup/memory.events"
OVERFLOW = 128 + 9  # as if the kernel had killed this process


def struck(places=PLACES):
    """Whether the kernel has killed a process of this container because of the memory limit."""
    for place in places:
        try:
            with open(place, encoding="ascii") as file:
                counts = dict(line.split() for line in file)
        except FileNotFoundError:
            continue
        return int(counts.get("oom_kill", 0)) > 0
    return False

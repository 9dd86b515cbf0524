"""Whether the memory limit struck, where the kernel that knows is not the agent's: it then hears of it by how we end."""

PLACES = "/sys/fs/cgroup/memory/memory.oom_control", "/sys/fs/cgroup/memory.events"
OVERFLOW = 128 + 9  # as if the limit had ended us, and not a process of ours


def struck(places=PLACES):
    """Whether the kernel has ended a process of this container for want of memory."""
    for place in places:
        try:
            with open(place, encoding="ascii") as file:
                counts = dict(line.split() for line in file)
        except FileNotFoundError:
            continue
        return int(counts.get("oom_kill", 0)) > 0
    return False

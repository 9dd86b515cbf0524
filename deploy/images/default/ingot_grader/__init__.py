"""The program of a grading image: it speaks the container protocol (versions 3 and 4) with the agent."""

WORKER = 4242  # uid and gid of everything a task author or a student runs
SSH_PORT = 22

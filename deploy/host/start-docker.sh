#!/bin/sh
# Starts the Docker daemon unless it runs, and registers the OCI runtimes crun and, where installed, runsc with it.
set -eu
# shellcheck source=lib.sh source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
# shellcheck source=cgroups.sh source-path=SCRIPTDIR
. "$(dirname "$0")/cgroups.sh"
config=/etc/docker/daemon.json
log=/var/log/dockerd.log
timeout=60
parse_options "$@"

is_running() { as_root docker version >/dev/null 2>&1; }
has_runtime() { as_root docker info --format '{{json .Runtimes}}' 2>/dev/null | grep -q "\"$1\":"; }
has_runtimes() { has_runtime crun && { ! has runsc || has_runtime runsc; }; }

register_runtimes() {
    crun=$(command -v crun || echo /usr/bin/crun)
    [ -x "$crun" ] || fail "crun is not installed" "run install-docker.sh"
    runsc=$(command -v runsc || true)
    say "registering the OCI runtime${runsc:+s} crun${runsc:+ and runsc} in $config"
    as_root mkdir -p "$(dirname "$config")"
    # All other settings in the file are kept; the file is replaced atomically.
    as_root python3 - "$config" "$crun" "$runsc" <<'PYTHON' || fail "cannot change $config" "correct or remove it"
import json, os, sys

path, crun, runsc = sys.argv[1:]
config = {}
if os.path.exists(path) and os.path.getsize(path):
    try:
        with open(path) as file:
            config = json.load(file)
    except ValueError as error:
        sys.exit(f"{path} is not JSON: {error}")
runtimes = config.setdefault("runtimes", {})
runtimes.setdefault("crun", {"path": crun})
if runsc:
    # These settings of gVisor work on every host: KVM does not work in a virtual machine, its network not on every kernel.
    runtimes.setdefault("runsc", {"path": runsc, "runtimeArgs": ["--network=none", "--platform=ptrace"]})
with open(path + ".part", "w") as file:
    json.dump(config, file, indent=2)
    file.write("\n")
os.replace(path + ".part", path)
PYTHON
}

reload() {
    say "reloading the Docker configuration"
    if runs_systemd; then
        as_root systemctl reload docker
    else
        as_root kill -HUP "$(cat /var/run/docker.pid)"
    fi || fail "cannot reload the Docker daemon" "restart Docker by hand"
    wait_until 10 has_runtimes || fail "crun (or runsc) is not registered with Docker after a reload" \
        "the daemon may use other options than $config: restart it, or register them there"
}

start() {
    if runs_systemd; then
        say "starting the service docker"
        as_root systemctl start docker || fail_to_start docker "the Docker daemon"
    else
        say "starting dockerd in the background, log in $log"
        has dockerd || fail "dockerd is not installed" "run install-docker.sh"
        # In a new session, so that the daemon outlives this script and its terminal.
        as_root sh -c "PATH=\$PATH:/usr/sbin:/sbin; setsid dockerd >>'$log' 2>&1 </dev/null &"
    fi
    wait_until $timeout is_running || fail_to_start docker "the Docker daemon"
}

mount_missing_cgroup_v1
if is_running; then
    if has_runtimes; then
        say "Docker runs and has its OCI runtimes: nothing to do"
        exit 0
    fi
    confirm "Register the installed OCI runtimes with Docker?"
    register_runtimes
    reload
else
    confirm "Start the Docker daemon?"
    register_runtimes
    start
    has_runtimes || fail "Docker runs, but crun (or runsc) is not registered with it" "check runtimes in $config"
fi
say "Docker runs and has its OCI runtimes"
if ! docker version >/dev/null 2>&1; then
    say "user $(id -un) may not use Docker: join the group docker (usermod -aG docker $(id -un)) and log in again, or use root"
fi

#!/bin/sh
# Starts the Docker daemon where none answers, and makes it know the runtimes crun and, where installed, runsc.
set -eu
# shellcheck source=lib.sh source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
# shellcheck source=cgroups.sh source-path=SCRIPTDIR
. "$(dirname "$0")/cgroups.sh"
config=/etc/docker/daemon.json
log=/var/log/dockerd.log
patience=60
begin "$@"

answers() { as_root docker version >/dev/null 2>&1; }
knows() { as_root docker info --format '{{json .Runtimes}}' 2>/dev/null | grep -q "\"$1\":"; }
knows_runtimes() { knows crun && { ! has runsc || knows runsc; }; }
runs_systemd() { [ "$(cat /proc/1/comm)" = systemd ]; }

declare_runtimes() {
    crun=$(command -v crun || echo /usr/bin/crun)
    [ -x "$crun" ] || fail "crun is not installed" "run install-docker.sh"
    runsc=$(command -v runsc || true)
    say "declaring the runtime${runsc:+s} crun${runsc:+ and runsc} in $config"
    as_root mkdir -p "$(dirname "$config")"
    # Everything else in the file stays as it is; it is replaced in one step or not at all.
    as_root python3 - "$config" "$crun" "$runsc" <<'PYTHON' || fail "$config cannot be changed" "mend or remove it"
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
    # Of gVisor's ways the ones that work on every host: KVM does not in a virtual machine, its network not on every kernel.
    runtimes.setdefault("runsc", {"path": runsc, "runtimeArgs": ["--network=none", "--platform=ptrace"]})
with open(path + ".part", "w") as file:
    json.dump(config, file, indent=2)
    file.write("\n")
os.replace(path + ".part", path)
PYTHON
}

reload() {
    say "telling the running daemon to read its configuration again"
    if runs_systemd; then
        as_root systemctl reload docker
    else
        as_root kill -HUP "$(cat /var/run/docker.pid)"
    fi || fail "the daemon could not be told" "restart Docker by hand"
    wait_until 10 knows_runtimes || fail "the daemon does not know crun (or runsc) after a reload" \
        "it may have been started with other options than $config: restart it, or declare them there"
}

start() {
    if runs_systemd; then
        say "starting the service docker"
        as_root systemctl start docker || show_log
    else
        say "starting dockerd in the background, log in $log"
        has dockerd || fail "dockerd is not installed" "run install-docker.sh"
        # A session of its own: it must outlive this script and its terminal.
        as_root sh -c "PATH=\$PATH:/usr/sbin:/sbin; setsid dockerd >>'$log' 2>&1 </dev/null &"
    fi
    wait_until $patience answers || show_log
}

show_log() {
    if runs_systemd; then
        as_root journalctl --unit docker --lines 20 --no-pager >&2 || true
        fail "the Docker daemon does not answer" "read its last lines above, then: journalctl -u docker"
    fi
    as_root tail -n 20 "$log" >&2 || true
    fail "the Docker daemon does not answer after $patience s" "read its last lines above (all of it: $log)"
}

mend_cgroups
if answers; then
    if knows_runtimes; then
        say "the daemon answers and knows its runtimes: nothing to do"
        exit 0
    fi
    agree "Make the running Docker daemon know the runtimes that are installed beside runc?"
    declare_runtimes
    reload
else
    agree "Start the Docker daemon?"
    declare_runtimes
    start
    knows_runtimes || fail "the daemon runs but does not know crun (or runsc)" "look at runtimes in $config"
fi
say "the Docker daemon answers and knows its runtimes"
if ! docker version >/dev/null 2>&1; then
    say "but not to $(id -un): join the group docker (usermod -aG docker $(id -un)) and log in again, or run the agent as root"
fi

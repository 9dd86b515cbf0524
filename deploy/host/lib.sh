# shellcheck shell=sh
# Functions of all set-up scripts: log lines, questions, commands as root. Sourced, never run.
#
# A script has its purpose as a comment in its second line, and calls `parse_options "$@"`.

assume_yes=no

# Other users read what the scripts create: configuration of daemons, roots of images. The umask of a hardened host (027, 077)
# would prevent that.
umask 022

# Logs one line about the current step or a result.
say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# Logs the cause $1 and the remedy $2, then exits.
fail() {
    say "FAILED: $1"
    [ -z "${2:-}" ] || say "remedy: $2"
    exit 1
}

# Parses the options of every script: --yes (no questions) and --help.
parse_options() {
    for option in "$@"; do
        case $option in
            --yes | -y) assume_yes=yes ;;
            --help | -h)
                sed -n '2s/^# //p' "$0"
                echo "usage: ${0##*/} [--yes]"
                exit 0
                ;;
            *) fail "unknown option $option" "see ${0##*/} --help" ;;
        esac
    done
}

# Asks before a change to the host. Without a terminal, or with --yes, the answer is yes.
confirm() {
    if [ "$assume_yes" = yes ] || ! [ -t 0 ] || ! [ -t 2 ]; then
        return 0
    fi
    printf '%s [Y/n] ' "$1" >&2
    read -r answer
    case $answer in
        '' | [Yy]*) return 0 ;;
        *) fail "cancelled" "run it with --yes or do it by hand" ;;
    esac
}

# Runs a command as root: directly, or through sudo.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        fail "$1 needs root" "run as root or install sudo"
    fi
}

has() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || [ -x "/sbin/$1" ]; }

# Installs the Debian packages whose command is missing; arguments are COMMAND=PACKAGE.
install_missing() {
    missing=
    for pair in "$@"; do
        case "$missing " in *" ${pair#*=} "*) continue ;; esac
        has "${pair%%=*}" || missing="$missing ${pair#*=}"
    done
    [ -n "$missing" ] || return 0
    has apt-get || fail "missing:$missing, and this host has no apt-get" "install them with your package manager"
    confirm "Install$missing with apt-get?"
    say "installing$missing"
    cause="could not install$missing"
    # An unreachable package source need not be one that has these packages.
    as_root apt-get update -qq -o APT::Update::Error-Mode=any >&2 ||
        cause="could not install$missing: not every package source could be read"
    # shellcheck disable=SC2086 # one word per package
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=120 $missing >&2 ||
        fail "apt-get $cause" "read its messages above; check the network and the sources in /etc/apt, then run this again"
}

# Waits up to $1 seconds until the command in the other arguments succeeds.
wait_until() {
    tries=$(($1 * 5))
    shift
    while ! "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.2
    done
}

runs_systemd() { [ "$(cat /proc/1/comm)" = systemd ]; }

# Shows the last lines that a daemon logged, then exits. $1 is its systemd unit, $2 its name; uses $log and $timeout of the script.
fail_to_start() {
    if runs_systemd; then
        as_root journalctl --unit "$1" --lines 20 --no-pager >&2 || true
        fail "$2 does not answer" "read its last lines above, then: journalctl -u $1"
    fi
    # shellcheck disable=SC2154 # set by the script
    as_root tail -n 20 "$log" >&2 || true
    # shellcheck disable=SC2154
    fail "$2 does not answer after $timeout s" "read its last lines above (all of it: $log)"
}

# shellcheck shell=sh
# What every set-up script shares: saying, asking, running as root. Sourced, never run.
#
# A script says its purpose in its second line, as a comment, and calls `begin "$@"`.

assume_yes=no

# What the scripts create is for others to read: daemons' configuration, roots of images. A hardened host's 027 or 077 would go
# into them.
umask 022

# Says one line about what happens now or what was found.
say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# Says the cause and the remedy, then ends the script.
fail() {
    say "FAILED: $1"
    [ -z "${2:-}" ] || say "remedy: $2"
    exit 1
}

# Reads the options every script takes: --yes (ask nothing) and --help.
begin() {
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
agree() {
    if [ "$assume_yes" = yes ] || ! [ -t 0 ] || ! [ -t 2 ]; then
        return 0
    fi
    printf '%s [Y/n] ' "$1" >&2
    read -r answer
    case $answer in
        '' | [Yy]*) return 0 ;;
        *) fail "not done, as you wish" "run it with --yes or do it by hand" ;;
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
    agree "Install$missing with apt-get?"
    say "installing$missing"
    why="could not install$missing"
    # One source that is away may be one that is not needed.
    as_root apt-get update -qq -o APT::Update::Error-Mode=any >&2 ||
        why="could not read every package source, and so not install$missing"
    # shellcheck disable=SC2086 # one word per package
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=120 $missing >&2 ||
        fail "apt-get $why" "read its messages above; check the network and the sources in /etc/apt, then run this again"
}

# Waits up to $1 seconds until the rest of the line succeeds.
wait_until() {
    tries=$(($1 * 5))
    shift
    while ! "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.2
    done
}

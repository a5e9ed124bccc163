#!/usr/bin/env bash
# Gets a machine ready: `scripts/setup.sh` for the demo, `scripts/setup.sh dev` for the tests, `… e2e` for the
# browser tests. What is ready already is left alone, so a second run takes a moment.
set -euo pipefail
cd "$(dirname "$0")/.."

export PIP_USER=0 # whatever the person’s own pip settings say
KIND=${1:-runtime}
VENV=.venv
WEASYPRINT_NEEDS=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)

say() { echo "setup: $*"; }
stop() {
    echo "setup: $*" >&2
    exit 1
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT

quietly() { # runs a command; what it said is shown only when it failed
    "$@" >"$log" 2>&1 && return
    tail -n 25 "$log" >&2
    return 1
}

# --- Python ---------------------------------------------------------------------------------------------------

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    stop "Kutsu needs Python 3.11 or newer; ${PYTHON:-python3} is $("${PYTHON:-python3}" --version 2>&1 || true)." \
        "Install one, or name it: make demo PYTHON=/path/to/python3.12"
}

is_moved() { [ -e $VENV/.made-at ] && [ "$(cat $VENV/.made-at)" != "$PWD" ]; }

make_venv() {
    if new_enough $VENV/bin/python && ! is_moved; then
        $VENV/bin/python -m pip --version >/dev/null 2>&1 || quietly $VENV/bin/python -m ensurepip ||
            stop "$VENV has no pip: remove $VENV and try again"
        return
    fi
    local python
    python=$(find_python)
    "$python" -c 'import ensurepip' 2>/dev/null ||
        stop "Python has no venv here: install it with 'apt-get install python3-venv'"
    say "making $VENV with $("$python" --version)"
    quietly "$python" -m venv --clear $VENV || stop "could not make $VENV"
    pwd >$VENV/.made-at # its programs carry this path, so a moved folder needs a new one
}

# --- locked packages ------------------------------------------------------------------------------------------

stamp() { echo "$VENV/.ready-$1"; }
is_stamped() { [ "$(cat "$(stamp "$1")" 2>/dev/null)" = "$2" ]; }

fingerprint() { { $VENV/bin/python --version && cat "$@"; } | cksum; }

locked() {
    # no source is built while installing, so nothing unlocked is fetched or run
    quietly $VENV/bin/python -m pip install --disable-pip-version-check --no-input --no-compile \
        --only-binary=:all: --require-hashes --requirement "$1" ||
        stop "pip could not install $1 (its last words are above)"
    compiled
}

compiled() { # on every core, while pip takes one; a package may hold a file for another Python, which stays as it is
    PYTHONDONTWRITEBYTECODE='' $VENV/bin/python -m compileall -q -j 0 $VENV/lib >/dev/null 2>&1 || true
}

install_packages() {
    local file=requirements/$KIND.txt now
    now=$(fingerprint "$file")
    is_stamped "$KIND" "$now" && return
    say "installing $(grep -c '^[a-z].*==' "$file") locked packages, half a minute or more"
    locked "$file"
    echo "$now" >"$(stamp "$KIND")"
    if [ "$KIND" != runtime ]; then # the larger lists hold the smaller one
        fingerprint requirements/runtime.txt >"$(stamp runtime)"
    fi
}

install_kutsu() {
    local now
    now=$(fingerprint pyproject.toml)
    is_stamped kutsu "$now" && return
    quietly $VENV/bin/python -m pip install --disable-pip-version-check --no-input \
        --no-deps --no-build-isolation --no-index --editable . ||
        stop "pip could not install Kutsu itself (its last words are above)"
    echo "$now" >"$(stamp kutsu)"
}

# --- what the machine must lend -------------------------------------------------------------------------------

apt_install() { # only ever as root; the package lists of a fresh machine may be empty
    command -v apt-get >/dev/null || return 1
    say "installing $* with apt-get"
    local get=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -y -qq)
    "${get[@]}" install --no-install-recommends "$@" >"$log" 2>&1 ||
        { quietly "${get[@]}" update && quietly "${get[@]}" install --no-install-recommends "$@"; }
}

is_root() { [ "$(id -u)" = 0 ]; }

draws_text() { # the libraries that WeasyPrint loads, asked for as it does
    $VENV/bin/python - <<'END' 2>/dev/null
import ctypes, ctypes.util, sys
for name in ("gobject-2.0", "pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset", "fontconfig"):
    try:
        ctypes.CDLL(f"lib{name}.so.{1 if name == 'fontconfig' else 0}")
    except OSError:
        if not ctypes.util.find_library(name):
            sys.exit(1)
END
}

ready_pdf() {
    draws_text && return
    if is_root && apt_install "${WEASYPRINT_NEEDS[@]}" && draws_text; then
        return
    fi
    stop "PDFs need Pango and HarfBuzz: run 'apt-get install ${WEASYPRINT_NEEDS[*]}' as root, then try again"
}

has_postgresql() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }

ready_postgresql() { # only its programs are used: the tests start a server of their own
    has_postgresql && return
    if is_root && apt_install postgresql && has_postgresql; then
        return
    fi
    local what="PostgreSQL is missing: run 'apt-get install postgresql' as root"
    [ "${CI:-}" = true ] && stop "$what"
    say "$what; without it half of the tests is skipped"
}

has_chromium() { [ -x /usr/bin/chromium-headless-shell ] || [ -x /usr/bin/chromium ]; }

ready_chromium() { # the pages are looked at in a real browser; without windows it costs a third
    has_chromium && return
    if is_root; then
        apt_install chromium-headless-shell fonts-dejavu-core || apt_install chromium fonts-dejavu-core || true
        has_chromium && return
    fi
    local what="Chromium is missing: run 'apt-get install chromium' as root"
    [ "${CI:-}" = true ] && stop "$what"
    say "$what; without it the tests of pages in a browser are skipped"
}

case $KIND in
runtime | dev | e2e) ;;
*) stop "unknown: $KIND. Choose runtime, dev or e2e" ;;
esac

make_venv
ready_pdf # before the long part, as this is what may be missing
[ "$KIND" = runtime ] || ready_postgresql
[ "$KIND" != e2e ] || ready_chromium
install_packages
install_kutsu

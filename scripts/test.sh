#!/usr/bin/env bash
# The whole examination: style, types, shape, then the tests on SQLite and on PostgreSQL. Every step runs, and
# the table at the end tells them all. `scripts/test.sh trust` runs the promises alone, with their full counts.
set -uo pipefail
cd "$(dirname "$0")/.."

WHAT=${1:-all}
JOBS=${JOBS:-$(($(nproc) + 1))} # one more than there are cores, as tests wait for disks and browsers
BIN=.venv/bin
unset PYTHONDONTWRITEBYTECODE # each of these processes would compile everything anew
NOT_HERE=69 # the answer of a step that needs what cannot be had here; under CI that is a failure

table=()
failed=0
said=$(mktemp)
trap 'rm -f "$said"' EXIT

tell() { # VERDICT NAME SECONDS [WHAT WAS COUNTED]
    table+=("$(printf '%-8s %-30s %5s s  %s' "$1" "$2" "$3" "${4:-}")")
}

counted() { grep -E '(passed|failed|error|no tests ran).* in [0-9.]+s' "$said" | tail -n 1 | tr -d '=' | xargs; }

step() { # NAME COMMAND…
    local name=$1 began=$SECONDS answer verdict=ok
    shift
    printf '\n=== %s\n' "$name"
    "$@" 2>&1 | tee "$said"
    answer=${PIPESTATUS[0]}
    if [ "$answer" = $NOT_HERE ] && [ "${CI:-}" != true ]; then
        verdict=SKIPPED
    elif [ "$answer" != 0 ]; then
        verdict=FAILED
        failed=1
    fi
    tell $verdict "$name" $((SECONDS - began)) "$(counted)"
}

on_postgresql() { $BIN/python -m tests.pgcluster -- "$@"; }

official_rules() { # of e-invoicing: published packages, too large to keep here
    $BIN/python scripts/fetch_official_rules.py || return $NOT_HERE
}

examine() {
    step "ruff check" $BIN/ruff check .
    step "ruff format" $BIN/ruff format --check .
    step "mypy --strict" $BIN/mypy
    step "import contracts" $BIN/lint-imports --no-logo
    step "official e-invoice rules" official_rules
    step "tests on SQLite" $BIN/pytest -n "$JOBS" -m "not postgres"
    # what asks no database says the same on both, so the second half leaves it out
    step "tests on PostgreSQL" on_postgresql $BIN/pytest -n "$JOBS" tests
}

keep_promises() {
    export KUTSU_TRUST=promised
    # one at a time: a storm wants the machine for itself
    step "promises on SQLite" $BIN/pytest -m "trust and not postgres" --timeout 7200 tests
    step "promises on PostgreSQL" on_postgresql $BIN/pytest -m trust --timeout 7200 tests
}

scripts/setup.sh e2e || exit 1
case $WHAT in
all) examine ;;
trust) keep_promises ;;
*)
    echo "test: unknown: $WHAT. Leave it out, or say trust" >&2
    exit 1
    ;;
esac

printf '\n'
printf '%s\n' "${table[@]}"
case "${table[*]}" in
*SKIPPED*) echo "What is SKIPPED was not tested: see above what it needs." ;;
esac
exit $failed

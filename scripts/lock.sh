#!/usr/bin/env bash
# Rewrites requirements/*.txt from pyproject.toml: every version pinned, every file by its hash, for every
# platform and Python from 3.11 on. `make lock` keeps what is pinned; `make lock UPGRADE=1` takes the newest.
set -euo pipefail
cd "$(dirname "$0")/.."

UV=${UV:-uv}
if ! command -v "$UV" >/dev/null; then
    echo "lock: uv is missing: 'python3 -m pip install uv', or name it: make lock UV=/path/to/uv" >&2
    exit 1
fi
upgrade=()
[ "${UPGRADE:-0}" = 0 ] || upgrade=(--upgrade)

lock() { # FILE OPTION…
    local file=requirements/$1.txt
    shift
    echo "lock: $file"
    # no index address goes into the file: where packages come from is the business of who installs
    "$UV" pip compile --quiet "$@" "${upgrade[@]}" \
        --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
        --output-file "$file"
}

# each file stands alone, and agrees with the ones before it
lock runtime pyproject.toml --group build
lock build --group build --constraints requirements/runtime.txt
lock dev pyproject.toml --group build --group dev --constraints requirements/runtime.txt
lock e2e pyproject.toml --group build --group dev --group e2e --constraints requirements/dev.txt

#!/bin/sh
# Makes .venv from requirements.lock and fetches Kafka, once: a second run does nothing and needs no network.
set -eu
cd "$(dirname "$0")/.."
UV_VERSION=0.13.9
PROJECTS="libs/common services/recruitment services/matching services/supervision services/notification services/console deploy/local deploy/issuer deploy/demo tests/faults"
NEEDED_MB=2500 # packages 1.2 GB, Java and Kafka 0.3 GB, two databases and a broker's log at work

stop() {
    printf 'setup: %s\n' "$1" >&2
    exit 1
}

python() {
    for name in python3.11 python3 python3.12 python3.13; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    stop 'Python 3.11 or later is missing; on Debian: apt-get install python3 python3-venv'
}

wanted=$(cat requirements.lock libs/*/pyproject.toml services/*/pyproject.toml deploy/*/pyproject.toml tests/faults/pyproject.toml deploy/setup.sh | cksum)
stamp=.venv/peerbridge-setup
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && exit 0
locked=$(cksum <requirements.lock)
synced=.venv/peerbridge-packages

free=$(df -Pm . | awk 'NR == 2 { print $4 }')
[ -x .venv/bin/python ] || [ "$free" -ge "$NEEDED_MB" ] || stop "only $free MB are free here and $NEEDED_MB are needed; free some disk and run it again"

say() { printf 'setup %s\n' "$1"; }

say '1/4 virtual environment'
if ! [ -x .venv/bin/python ] || ! [ -x .venv/bin/pip ]; then
    interpreter=$(python)
    "$interpreter" -c 'import ensurepip, venv' 2>/dev/null || stop 'python3-venv is missing; on Debian: apt-get install python3-venv'
    rm -rf .venv
    "$interpreter" -m venv .venv
fi
[ -x .venv/bin/uv ] || .venv/bin/pip install --quiet --disable-pip-version-check "uv==$UV_VERSION" ||
    stop 'a package index could not be reached; check the network (or PIP_INDEX_URL) and run it again'

say '2/4 Python packages (some 130, a minute on a fast line)'
if ! [ -f "$synced" ] || [ "$(cat "$synced")" != "$locked" ]; then
    .venv/bin/uv pip sync --quiet --compile-bytecode --python .venv/bin/python --require-hashes requirements.lock ||
        stop 'the packages above could not be installed; run it again when the network is back: what came stays cached'
    printf "%s\n" "$locked" >"$synced"
fi

say '3/4 this project, editable'
editable=
for project in $PROJECTS; do editable="$editable -e $project"; done
# shellcheck disable=SC2086 # one argument per word is meant
.venv/bin/uv pip install --quiet --python .venv/bin/python --offline --no-deps $editable

say '4/4 Apache Kafka (45 MB, once)'
if .venv/bin/python -c 'import peerbridge_local.fetch' 2>/dev/null; then
    .venv/bin/python -m peerbridge_local.fetch || say 'Kafka could not be fetched now; it will be when first needed'
fi
printf '%s\n' "$wanted" >"$stamp"

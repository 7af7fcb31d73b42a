#!/bin/sh
# Makes .venv ready: `setup.sh run` for the program, `setup.sh dev` for its tests too. Called by make; safe to call again.
#
# Touches nothing outside the project except with apt, as root on Debian, and says so before it does. Which package
# index pip asks is the business of pip's own configuration. PYTHON=... chooses the Python to build the environment from.
set -eu

kind=${1:-run}
case $kind in
    run) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) echo "usage: setup.sh run|dev" >&2; exit 2 ;;
esac
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }
stop() { printf 'setup: %s\n' "$@" >&2; exit 1; }

is_debian() { command -v apt-get >/dev/null 2>&1; }
is_root() { [ "$(id -u)" = 0 ]; }

# need_packages WHY PACKAGE...: installs Debian packages as root, otherwise prints the line to type and stops.
need_packages() {
    why=$1
    shift
    if is_debian && is_root; then
        say "$why; installing with apt: $*"
        apt-get -qq update >/dev/null || say "apt-get update failed; trying with the lists that are there"
        DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "$@" </dev/null >/dev/null ||
            stop "apt could not install them; type this, then the same make command again:" "    apt-get install $*"
    elif is_debian; then
        stop "$why. Type this, then the same make command again:" "    sudo apt-get install $*"
    else
        return 1
    fi
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    stop "no Python 3.11 or later was found. Install one, then the same make command again:" \
        "    sudo apt-get install python3 python3-venv    (Debian 12 or later, Ubuntu 23.04 or later)" \
        "    brew install python                          (macOS)" \
        "or name one: make PYTHON=/path/to/python3.12 ..."
}

make_environment() {
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        need_packages "$python cannot make virtual environments" "python$version-venv" ||
            stop "$python cannot make virtual environments (no ensurepip); name another: make PYTHON=... ..."
    fi
    say "making .venv with $("$python" --version) ($python)"
    "$python" -m venv --clear .venv
}

# An environment is kept as long as it works and stands where it was made (its scripts hold its path); what is in it is
# installed again when one of these files changes.
fingerprint() { { pwd -P && cat "$lock" pyproject.toml tools/setup.sh; } | cksum; }
stands_here() { grep -qF "$(pwd -P)/.venv" .venv/bin/activate 2>/dev/null && new_enough .venv/bin/python; }

install() {
    stamp=.venv/setup-$kind
    if stands_here && [ "$(cat "$stamp" 2>/dev/null)" = "$(fingerprint)" ]; then
        return
    fi
    stands_here || make_environment
    say "installing what $lock names"
    .venv/bin/python -m pip install -qq --compile --disable-pip-version-check --no-input --require-hashes -r "$lock"
    .venv/bin/python -m pip install -qq --compile --disable-pip-version-check --no-input \
        --no-deps --no-build-isolation --editable .
    .venv/bin/python -m compileall -q src
    fingerprint >"$stamp"
}

# On macOS a Python that is not Homebrew's does not look where Homebrew keeps Pango.
[ "$(uname)" != Darwin ] || export DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib:/usr/local/lib:/usr/lib

# WeasyPrint prints a banner to stdout where Pango is missing, so both streams are dropped and the answer is the status.
has_pango() { .venv/bin/python -c 'import weasyprint' >/dev/null 2>&1; }
has_subsetter() { .venv/bin/python -c 'import sys, weasyprint.text.ffi as t; sys.exit(not t.harfbuzz_subset)' >/dev/null 2>&1; }

check_pango() {
    if [ -f .venv/setup-pango ] || { has_pango && has_subsetter; }; then
        :
    elif has_pango && ! { is_debian && is_root; }; then
        :  # only the faster of two font subsetters is missing
    elif is_debian; then
        need_packages "Pango, which sets the PDF's text, is missing or not complete" \
            libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
        has_pango || stop "Pango is installed and WeasyPrint still cannot load it; see what this says:" \
            "    .venv/bin/python -c 'import weasyprint'"
    else
        stop "Pango, which sets the PDF's text, is missing. Type this, then the same make command again:" \
            "    brew install pango    (macOS; elsewhere the system's package of Pango, such as dnf install pango)"
    fi
    : >.venv/setup-pango
}

install
check_pango

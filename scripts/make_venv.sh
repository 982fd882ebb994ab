#!/bin/sh
# make_venv.sh PYTHON FOLDER: make a virtual environment whose pip is the pinned one.
# Whatever is missing is said in one sentence; Debian's own venv module is installed if we may.
set -eu
python=$1
venv=$2

stop() {
    echo "$*" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 ||
    stop "No $python here: install Python 3.11 or newer (on Debian: apt-get install python3 python3-venv), or name yours: make PYTHON=/path/to/python3."

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "$("$python" --version 2>&1) is too old: memorykinds needs Python 3.11 or newer; name another one: make PYTHON=python3.11."

# Debian ships the modules venv and ensurepip apart from Python.
can_make_venvs() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null
}
if ! can_make_venvs && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's python3-venv, which $python needs to make an environment."
    export DEBIAN_FRONTEND=noninteractive
    { apt-get install -qq -y python3-venv || { apt-get update -qq && apt-get install -qq -y python3-venv; }; } \
        >/dev/null 2>&1 || true
fi
can_make_venvs ||
    stop "$python cannot make virtual environments: run 'sudo apt-get install python3-venv' and try again."

"$python" -m venv --clear "$venv"
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --constraint constraints.txt --upgrade pip

#!/bin/sh
# make_constraints.sh PYTHON: write constraints.txt anew from what pip chooses today.
# The oldest Python that must do is Debian 12's: what it takes, the newer ones take as well,
# while some packages that a 3.11.7 would get ask for a later 3.11 than Debian's.
set -eu
venv=build/constraints

"$1" -c 'import sys; sys.exit(sys.version_info[:3] > (3, 11, 2))' || {
    echo "The pins are chosen with Python 3.11.2, Debian 12's own: make constraints PYTHON=/usr/bin/python3." >&2
    exit 1
}
"$1" -m venv --clear "$venv"
pip="$venv/bin/python -m pip --disable-pip-version-check"
$pip install -qq --upgrade pip
$pip install -qq --editable '.[lab,mcp,postgres]' --group test

# The header of the present file is kept; pip stands in the list, the project does not.
{
    grep '^#' constraints.txt
    $pip freeze --all --exclude setuptools --exclude memorykinds | LC_ALL=C sort -f
} >build/constraints.txt
mv build/constraints.txt constraints.txt
rm -rf "$venv"

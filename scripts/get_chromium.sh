#!/bin/sh
# get_chromium.sh: see that there is Chromium, in which the inspectors are tested.
# On Debian it is installed if we may; elsewhere it is said what is left out without it.
set -eu
there() {
    command -v chromium >/dev/null 2>&1
}
if ! there && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's chromium and fonts-dejavu, in which the inspectors are tested."
    export DEBIAN_FRONTEND=noninteractive
    get="apt-get install -qq -y --no-install-recommends chromium fonts-dejavu"
    { $get || { apt-get update -qq && $get; }; } >/dev/null 2>&1 || true
fi
there || echo "No chromium here: the tests in a browser are left out (on Debian: sudo apt-get install chromium fonts-dejavu)."

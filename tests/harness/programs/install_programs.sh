#!/bin/sh
# Installs what the tests need beside Python, Debian's Chromium, PostgreSQL, nginx and R, where missing and allowed.
# Of Chromium what has no windows, for the processor's sake, and the whole one where there is no such package.
# Never fails: without them the tests run all the same, and their summary says what is missing.
#
# usage: install_programs.sh PYTHON

python=$1

missing=
"$python" -m tests.harness.programs.browser_binary >/dev/null 2>&1 || missing="$missing chromium"
"$python" -m tests.harness.servers.postgresql >/dev/null 2>&1 || missing="$missing postgresql"
"$python" -m tests.harness.servers.nginx >/dev/null 2>&1 || missing="$missing nginx-light"
command -v Rscript >/dev/null || missing="$missing r-base-core"
if [ -z "$missing" ] || ! command -v apt-get >/dev/null; then
    exit 0
fi
if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    exit 0
fi

echo "Not found:$missing. Installing for the tests ..."
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq </dev/null || true
install() {
    $as_root apt-get install -y -qq --no-install-recommends "$1" </dev/null >/dev/null
}
case $missing in
*chromium*) install chromium-headless-shell 2>/dev/null && missing=${missing# chromium} ;;
esac
for package in $missing; do
    install "$package" ||
        echo "$package could not be installed" >&2
done
exit 0

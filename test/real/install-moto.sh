#!/usr/bin/env bash
# Installs moto's server into a virtual environment in the cache outside the checkout and prints that environment's python.
# The folder is named by the hash of requirements.txt; parts.ts looks in the same place and starts `python -m moto.server`.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
requirements="$here/moto/requirements.txt"

hash="$(sha256sum "$requirements" | cut -c1-16)"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/ipv6-readiness"
target="$cache/moto-$hash"
if [[ -x "$target/bin/python" ]]; then
  echo "$target/bin/python"
  exit 0
fi

command -v python3 >/dev/null || { echo "install-moto: python3 is needed to run moto" >&2; exit 1; }
python3 -c 'import ensurepip, venv' 2>/dev/null ||
  { echo "install-moto: python3 cannot make virtual environments (Debian: install python3-venv)" >&2; exit 1; }

mkdir -p "$cache"
# An environment's python works after a rename (only its scripts do not), so a broken install is never used.
installing="$(mktemp -d "$cache/moto-$hash.installing.XXXXXX")"
trap 'rm -rf "$installing"' EXIT

python3 -m venv "$installing" >&2
"$installing/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --requirement "$requirements" >&2

chmod 755 "$installing"
rm -rf "$target"
mv -T "$installing" "$target"
echo "$target/bin/python"

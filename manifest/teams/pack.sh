#!/bin/sh
# Packs the app for upload: manifest/teams/pack.sh <application id> [output.zip]
set -eu

placeholder=00000000-0000-0000-0000-000000000000
id=${1:-}
case "$id" in
  *[!0-9a-fA-F-]* | "" | "$placeholder") echo "usage: $0 <application (client) id> [output.zip]" >&2; exit 2 ;;
esac
[ "${#id}" -eq 36 ] || { echo "The application id has 36 characters." >&2; exit 2; }

here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath -m "${2:-xoperobot-teams.zip}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sed "s/$placeholder/$id/g" "$here/manifest.json" > "$work/manifest.json"
cp "$here/color.png" "$here/outline.png" "$work/"
rm -f "$out"
(cd "$work" && zip -q -X "$out" manifest.json color.png outline.png)
echo "$out"

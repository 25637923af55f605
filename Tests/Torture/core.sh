#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A guest panics, its memory is kept, and drgn (PyPI) opens it. drgn goes into a
# virtual environment below the cache; everything else is removed again.
#
# usage: core.sh BOOTMATRIX, from anywhere
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
program=$(realpath "$1")
cache=${BOOTMATRIX_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/bootmatrix}
venv=$cache/torture/drgn
if [ ! -x "$venv/bin/drgn" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet drgn
fi

# Short: sockets lie below it.
place=$(mktemp -d /tmp/bmtXXXXXX)
trap 'rm -rf "$place"' EXIT INT TERM
mkdir "$place/project"
cp -R "$root/kernels" "$root/images" "$place/project"
cat >"$place/project/matrix.yaml" <<'YAML'
version: 1
title: A guest whose first program panics it
image: debian-udev
baseline: debian-6.12-cloud
axes: {kernel: debian-6.12-cloud, vcpus: [1, 4]}
memory: 1 GiB
repeat: 1
core: on-panic
criteria:
  - {name: boots clean, kind: clean-boot}
YAML
# Debian's kernel tells QEMU where its note is by a module.
export BOOTMATRIX_TEST_WORDS='init=/bin/busybox -- sh -c "b=/bin/busybox; $b mount -t proc proc /proc; $b mount -t ext4 -o ro /dev/vdb /lib/modules; /sbin/modprobe qemu_fw_cfg; echo c >/proc/sysrq-trigger"'
export BOOTMATRIX_STATE="$place/state" BOOTMATRIX_RUNTIME="$place/run"
status=0
(cd "$place/project" && "$program" run) || status=$?
[ "$status" = 1 ] || { echo "the guests should have failed: exit code $status"; exit 1; }
count=0
for core in "$place"/state/runs/*/cells/*/attempt-1/core; do
    facts=$(python3 -c 'import json, sys; boot = json.load(open(sys.argv[1])); core = boot["postMortem"]["core"]
print(core["release"], core["buildID"])' "${core%/core}/boot.json")
    # shellcheck disable=SC2086
    set -- $facts
    "$venv/bin/python" "$root/Tests/Torture/open-core.py" "$core" "$1" "$2"
    count=$((count + 1))
done
[ "$count" = 2 ] || { echo "$count cores of 2"; exit 1; }

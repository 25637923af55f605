#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An extract hook of mmdebstrap: writes which udev and kmod the image has, while the packages that it was
# made from are still there. $1 is the root; BOOTMATRIX_RECIPE names the recipe it was made by.
set -eu
out="$1/usr/lib/bootmatrix/image.txt"
mkdir -p "$1/usr/lib/bootmatrix"
: >"$out"
for package in udev kmod; do
    for file in "$1"/var/cache/apt/archives/"$package"_*.deb; do
        version=$(dpkg-deb --field "$file" Version)
        printf '%s=%s\n' "$package" "$version" >>"$out"
    done
done
printf 'recipe=%s\n' "${BOOTMATRIX_RECIPE:-unknown}" >>"$out"
# Which mirror the packages came from is no part of the image: two hosts shall make the same bytes.
rm -f "$1/etc/apt/sources.list"

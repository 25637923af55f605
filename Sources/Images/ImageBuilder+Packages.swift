// SPDX-License-Identifier: Apache-2.0

extension ImageBuilder {
    /// What making images takes, by Debian package. libguestfs0 depends on supermin and on every program that is copied
    /// into the appliance; libguestfs-dev is needed to build bootmatrix, not to run it.
    public static let packages = [
        "e2fsprogs", "gcc", "libc6-dev", "libguestfs0", "make", "mmdebstrap", "qemu-system-x86", "qemu-utils",
        "supermin",
    ]
}

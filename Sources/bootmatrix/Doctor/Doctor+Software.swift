// SPDX-License-Identifier: Apache-2.0

import Glibc
import Host
import Images
import Kernels
import Reports

extension Doctor {
    /// What runs guests, by Debian package. As root libvirt wants the user that libvirt-daemon-system makes.
    private static let guestPackages = ["libvirt-daemon-driver-qemu", "libvirt-daemon-system", "libvirt0"]

    /// Programs that are run, and the package that holds each.
    private static let programs = [
        ("apt-cache", "apt"), ("bc", "bc"), ("bison", "bison"), ("cc", "gcc"), ("depmod", "kmod"),
        ("dpkg-query", "dpkg"), ("e2fsck", "e2fsprogs"), ("flex", "flex"), ("gcc", "gcc"), ("ld", "binutils"),
        ("make", "make"), ("mke2fs", "e2fsprogs"), ("mmdebstrap", "mmdebstrap"), ("patch", "patch"),
        ("qemu-img", "qemu-utils"), ("qemu-system-x86_64", "qemu-system-x86"), ("supermin", "supermin"),
        ("tar", "tar"), ("unshare", "util-linux"), ("xz", "xz-utils"),
    ]

    /// The packages and the programs. A package that is there with a program that is not is a PATH that hides it.
    func software(for demands: [String]) async throws -> [HostCheck] {
        let wanted = Set(Toolchain.packages + ImageBuilder.packages + Self.guestPackages + demands).sorted()
        var checks: [HostCheck] = []
        do {
            let versions = try await DistributionPackages.versions(of: wanted)
            let missing = wanted.filter { versions[$0] == nil }
            let isRoot = geteuid() == 0
            checks.append(
                missing.isEmpty
                    ? HostCheck("packages", .good, "all \(wanted.count) are installed")
                    : HostCheck(
                        "packages", isRoot ? .lacking : .bad,
                        "not installed: \(missing.joined(separator: ", "))"
                            + (isRoot ? "; a run installs what it needs" : ""),
                        remedy: DistributionPackages.installation(of: missing)))
        } catch let error as HostError {
            checks.append(HostCheck("packages", .bad, error: error))
        }
        let hidden = Self.programs.filter { Self.path(of: $0.0) == nil }
        checks.append(
            hidden.isEmpty
                ? HostCheck("programs", .good, "all \(Self.programs.count) are found")
                : HostCheck(
                    "programs", geteuid() == 0 ? .lacking : .bad,
                    "not found in PATH: " + hidden.map { "\($0.0) (\($0.1))" }.joined(separator: ", "),
                    remedy: "install the packages in brackets, or add their directory to PATH"))
        return checks
    }

    /// /sbin is where Debian puts some that an ordinary user's PATH does not list; we call them by path.
    private static func path(of program: String) -> String? {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        return (path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"])
            .map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }

    func appliance() -> HostCheck {
        guard let obstacle = ApplianceReadiness.obstacle() else {
            return HostCheck(
                "libguestfs", .good, "its appliance runs with a kernel of ours, none of the host's is needed")
        }
        return HostCheck("libguestfs", .bad, obstacle.what, remedy: obstacle.remedy)
    }
}

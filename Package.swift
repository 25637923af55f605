// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

// An import goes only from a later target to an earlier one.
let package = Package(
    name: "bootmatrix",
    products: [
        .executable(name: "bootmatrix", targets: ["bootmatrix"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // The words that every target shares: byte counts, durations as text, hashes, blame and located errors.
        .target(name: "Vocabulary", swiftSettings: strict),
        // The matrix as values, and its expansion into ordered blocks of cells; no I/O, no clock.
        .target(name: "MatrixPlan", dependencies: ["Vocabulary"], swiftSettings: strict),
        // What a boot left behind, and pure parsers of it: statistics, trace, memory samples, the guest's stream.
        .target(name: "BootEvidence", dependencies: ["Vocabulary"], swiftSettings: strict),
        // A kernel log as findings: crash classes, titles, module-loader messages, and what the machine may have caused; pure.
        .target(name: "KernelLog", dependencies: ["Vocabulary", "BootEvidence"], swiftSettings: strict),
        // A kernel build's output as findings: the first error with its context, warnings; pure.
        .target(name: "BuildLog", dependencies: ["Vocabulary"], swiftSettings: strict),
        // Criteria and statistics: evidence in, status with reason out.
        .target(
            name: "Verdicts", dependencies: ["Vocabulary", "MatrixPlan", "BootEvidence", "KernelLog"],
            swiftSettings: strict),
        // A result as text: table, JSON, JUnit; no files.
        .target(
            name: "Reports",
            dependencies: ["Vocabulary", "MatrixPlan", "BootEvidence", "KernelLog", "BuildLog", "Verdicts"],
            swiftSettings: strict),
        // Runs a plan against ports (guests, kernels, images, capacity): overlap, supervision, order.
        .target(
            name: "Campaign", dependencies: ["Vocabulary", "MatrixPlan", "BootEvidence", "KernelLog"],
            swiftSettings: strict),
        // The time stamp counter, which Swift has no name for.
        .target(name: "CCounters"),
        // libcrypto, for the one hash that content keys need.
        .systemLibrary(name: "CDigest", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        // What this host is and has: CPUs, memory, TSC, leases and locks between processes, commands run, a cache by content.
        .target(
            name: "Host",
            dependencies: [
                "Vocabulary", "Campaign", "CCounters", "CDigest",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ], swiftSettings: strict),
        // Evidence and results on disk: atomic, versioned; reports need only this and the pure targets.
        .target(
            name: "RunStore", dependencies: ["Vocabulary", "MatrixPlan", "BootEvidence", "Campaign"],
            swiftSettings: strict),
        // matrix.yaml, kernels/*.yaml and images/*.yaml as values, each error at its line and key path.
        .target(
            name: "MatrixFiles",
            dependencies: ["Vocabulary", "MatrixPlan", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),
        // Source trees from packages, commits and archives, and patches applied to them.
        .target(name: "SourceTrees", dependencies: ["Vocabulary", "MatrixPlan", "Host"], swiftSettings: strict),
        // Kbuild: configuration, build, artifacts by content.
        .target(
            name: "Kernels",
            dependencies: ["Vocabulary", "MatrixPlan", "BootEvidence", "BuildLog", "Campaign", "Host", "SourceTrees"],
            swiftSettings: strict),
        // libguestfs's C interface, as far as it does not import by itself.
        .systemLibrary(name: "CGuestfs", pkgConfig: "libguestfs", providers: [.apt(["libguestfs-dev"])]),
        // Guest images: the root file system, the read-only base, the modules disk, the overlay.
        .target(
            name: "Images",
            dependencies: ["Vocabulary", "MatrixPlan", "BootEvidence", "Campaign", "Host", "CGuestfs"],
            swiftSettings: strict),
        // libvirt's C interface, as far as it does not import by itself.
        .systemLibrary(name: "CLibvirt", pkgConfig: "libvirt", providers: [.apt(["libvirt-dev"])]),
        // Guests under libvirt: connections, domains, their streams and events, the accelerator probe.
        .target(
            name: "Guests", dependencies: ["Vocabulary", "MatrixPlan", "BootEvidence", "Campaign", "Host", "CLibvirt"],
            swiftSettings: strict),
        // The command line: parses arguments, wires adapters, maps a status to an exit code.
        .executableTarget(
            name: "bootmatrix",
            dependencies: [
                "Vocabulary", "MatrixPlan", "BootEvidence", "KernelLog", "BuildLog", "Verdicts", "Reports", "Host",
                "RunStore", "Campaign", "MatrixFiles", "SourceTrees", "Kernels", "Images", "Guests",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),
        // Scripted guests, fixtures and the corpora's whereabouts for tests.
        .target(
            name: "BootMatrixTestSupport",
            dependencies: ["Vocabulary", "MatrixPlan", "BootEvidence", "KernelLog", "Verdicts", "Campaign"],
            path: "Tests/Support", swiftSettings: strict),
        // The figures of docs/benchmarks.md: what a run costs, beside plain QEMU and virtme-ng.
        .executableTarget(
            name: "bootmatrix-bench",
            dependencies: [
                "Vocabulary", "MatrixPlan", "BootEvidence", "KernelLog", "Verdicts", "Reports", "Host", "RunStore",
                "Campaign", "MatrixFiles", "Kernels", "Images", "Guests", "BootMatrixTestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Benchmarks", swiftSettings: strict),
        .unitTests("Vocabulary"),
        .unitTests("MatrixPlan"),
        .unitTests("BootEvidence"),
        .unitTests("KernelLog"),
        .unitTests("BuildLog"),
        .unitTests("Verdicts", with: ["MatrixPlan", "BootEvidence", "KernelLog"]),
        .unitTests("Reports", with: ["MatrixPlan", "BootEvidence", "KernelLog", "BuildLog", "Verdicts"]),
        // A process that takes part of a host, for tests that need another one: to end it, or to be another user's.
        .executableTarget(
            name: "lease-holder", dependencies: ["Vocabulary", "Campaign", "Host"], path: "Tests/LeaseHolder",
            swiftSettings: strict),
        // A process that works on a cache, for tests that end it: between any two of its calls to the file system.
        .target(name: "CKillPoints", path: "Tests/KillPoints"),
        .executableTarget(
            name: "shelf-worker", dependencies: ["Vocabulary", "Host", "SourceTrees", "CKillPoints"],
            path: "Tests/ShelfWorker", swiftSettings: strict),
        .unitTests("Host", with: ["Campaign", "lease-holder", "shelf-worker"]),
        .unitTests("RunStore", with: ["MatrixPlan", "BootEvidence", "KernelLog", "Verdicts", "Campaign"]),
        .unitTests("Campaign", with: ["MatrixPlan", "BootEvidence", "KernelLog", "Verdicts"]),
        .unitTests("MatrixFiles", with: ["MatrixPlan"]),
        .unitTests(
            "Kernels",
            with: ["MatrixPlan", "BootEvidence", "BuildLog", "Campaign", "Host", "SourceTrees", "shelf-worker"]),
        .unitTests("Images", with: ["MatrixPlan", "BootEvidence", "Campaign", "Host", "CGuestfs"]),
        .unitTests("Guests", with: ["MatrixPlan", "BootEvidence", "Campaign", "Host"]),
        // The tests of record: real kernels in real guests, through the built executable.
        .testTarget(
            name: "BootTests",
            dependencies: [
                "bootmatrix", "lease-holder", "Vocabulary", "MatrixPlan", "BootEvidence", "KernelLog", "BuildLog",
                "Verdicts", "Host", "RunStore", "Campaign", "Kernels", "BootMatrixTestSupport",
            ], swiftSettings: strict),
    ]
)

extension Target {
    /// The tests of one target, in `Tests/NAMETests`; they need no guest and take seconds.
    static func unitTests(_ name: String, with others: [String] = []) -> Target {
        let all = ([name, "Vocabulary"] + others).reduce(into: [String]()) { list, item in
            if !list.contains(item) { list.append(item) }
        }
        return .testTarget(
            name: name + "Tests",
            dependencies: all.map { .byName(name: $0) } + [.byName(name: "BootMatrixTestSupport")],
            swiftSettings: strict)
    }
}

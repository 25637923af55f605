// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

// A package of its own, because every module that is fuzzed must be compiled with the fuzzer's counters and with the
// checks of memory, and the program that ships must not. What is in Sources are links to the project's,
// but for the fuzzer itself.
let instrumented: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    .unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"]),
]

let package = Package(
    name: "bootmatrix-fuzz",
    targets: [
        .target(name: "Vocabulary", swiftSettings: instrumented),
        .target(name: "MatrixPlan", dependencies: ["Vocabulary"], swiftSettings: instrumented),
        .target(name: "BootEvidence", dependencies: ["Vocabulary"], swiftSettings: instrumented),
        .target(name: "KernelLog", dependencies: ["Vocabulary", "BootEvidence"], swiftSettings: instrumented),
        .target(name: "BuildLog", dependencies: ["Vocabulary"], swiftSettings: instrumented),
        .target(
            name: "Verdicts", dependencies: ["Vocabulary", "MatrixPlan", "BootEvidence", "KernelLog"],
            swiftSettings: instrumented),
        .target(
            name: "Reports",
            dependencies: ["Vocabulary", "MatrixPlan", "BootEvidence", "KernelLog", "BuildLog", "Verdicts"],
            swiftSettings: instrumented),
        .target(
            name: "Campaign", dependencies: ["Vocabulary", "MatrixPlan", "BootEvidence", "KernelLog"],
            swiftSettings: instrumented),
        .target(
            name: "RunStore", dependencies: ["Vocabulary", "MatrixPlan", "BootEvidence", "Campaign"],
            swiftSettings: instrumented),
        // Of the adapter only what reads QEMU's words; the rest needs libvirt.
        .target(name: "Guests", dependencies: ["Vocabulary"], swiftSettings: instrumented),
        // libFuzzer's entry point, which has no header.
        .target(name: "CLibFuzzer"),
        .executableTarget(
            name: "bootmatrix-fuzz",
            dependencies: [
                "Vocabulary", "MatrixPlan", "BootEvidence", "KernelLog", "BuildLog", "Verdicts", "Reports", "Campaign",
                "RunStore", "Guests", "CLibFuzzer",
            ],
            swiftSettings: instrumented,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
    ]
)

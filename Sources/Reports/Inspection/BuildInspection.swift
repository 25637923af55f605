// SPDX-License-Identifier: Apache-2.0

public import BuildLog
public import Vocabulary

/// One kernel build's log, read as that of a build of ours is. Pure.
public struct BuildInspection: Sendable {
    /// What was looked at.
    public struct Extent: Hashable, Sendable {
        public var bytes: Int
        public var lines: Int
        /// Lines in which Kbuild says what it makes.
        public var steps: Int
        /// Lines that are warnings of a compiler or a tool.
        public var warnings: Int
        /// Whether make says that it failed.
        public var hasFailed: Bool
        public var isCompressed: Bool

        public init(bytes: Int, lines: Int, steps: Int, warnings: Int, hasFailed: Bool, isCompressed: Bool = false) {
            self.bytes = bytes
            self.lines = lines
            self.steps = steps
            self.warnings = warnings
            self.hasFailed = hasFailed
            self.isCompressed = isCompressed
        }
    }

    /// The first error; nil when there is none.
    public let finding: BuildDiagnosis?
    public let extent: Extent
    public let status: Status
    /// One sentence.
    public let reason: String

    public init(finding: BuildDiagnosis?, extent: Extent) {
        self.finding = finding
        self.extent = extent
        (status, reason) = Self.judge(finding, extent)
    }

    /// Only what the kernel does wrong is a failure; what the host or the user did leaves the question open.
    private static func judge(_ finding: BuildDiagnosis?, _ extent: Extent) -> (Status, String) {
        if extent.isCompressed { return (.inconclusive, "the file is compressed: pipe it through zcat or xzcat to -") }
        if let finding {
            let place = finding.place.map { " at \($0)" } ?? ""
            switch finding.blame {
            case .kernel: return (.fail, "the kernel does not build: \(finding.kind.rawValue)\(place)")
            case .host: return (.miss, "the host stopped the build: \(finding.kind.rawValue)\(place)")
            case .user: return (.miss, "what was asked for cannot be built: \(finding.kind.rawValue)\(place)")
            case .workload, .harness: return (.inconclusive, "the build failed, and no line of the log says why")
            }
        }
        if extent.bytes == 0 { return (.inconclusive, "the file is empty") }
        guard extent.steps > 0 else {
            return (.inconclusive, "nothing was found, but no line is a step of Kbuild: it may not be a build's log")
        }
        return (.pass, "no error, and make does not say that it failed")
    }

    /// Such as `4918 lines, 361 KiB, 113 steps, 2 warnings`.
    var scope: String {
        func count(_ number: Int, _ word: String) -> String { number == 1 ? "1 \(word)" : "\(number) \(word)s" }
        return [
            count(extent.lines, "line"), "\(ByteCount(Int64(extent.bytes)))", count(extent.steps, "step"),
            count(extent.warnings, "warning"),
        ].joined(separator: ", ")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// A relation between the counters that always holds in a reading of one moment. A violation speaks against the
/// reading, not against the kernel.
public struct LawViolation: Hashable, Codable, Sendable, CustomStringConvertible {
    public enum Law: String, Codable, Sendable, CaseIterable {
        /// wasted = kread + decompress + becoming + load bytes.
        case wasted
        /// Each average is bytes / count, rounded up, and there when neither is zero.
        case averages
        /// The size of all modules is a multiple of 4096.
        case pages
        /// The table does not hold more failures than were counted.
        case table
        /// The scalar files and the text say the same.
        case agreement
    }

    public var law: Law
    /// One sentence with the figures.
    public var text: String
    /// By how much it does not hold, in the unit of the law: what was found less what was expected, wrapping as the
    /// kernel's own arithmetic does. An average that is absent counts as zero.
    public var difference: Int64

    public var description: String { "\(law.rawValue): \(text)" }
}

extension ModuleStatistics {
    /// Every law that the reading breaks; empty when it can be believed.
    public func laws() -> [LawViolation] {
        var violations: [LawViolation] = []
        func violated(_ law: LawViolation.Law, _ difference: UInt64, _ text: String) {
            violations.append(LawViolation(law: law, text: text, difference: Int64(bitPattern: difference)))
        }

        if let text {
            checkWasted(text, violated)
            checkAverages(text, violated)
            if let residual, residual < 0 {
                violated(
                    .table, UInt64(residual.magnitude),
                    "the table holds \(residual.magnitude) more failures than becoming + load")
            }
            for counter in ModuleCounter.allCases {
                guard let file = scalars[counter], let line = text.values[counter], file != line else { continue }
                violated(
                    .agreement, file &- line, "\(counter.rawValue) is \(file) in its file and \(line) in stats")
            }
        }
        // Every section group of a module is laid out in whole pages (module_memory_alloc in kernel/module/main.c).
        if let size = self[.totalModuleSize], size % 4096 != 0 {
            violated(.pages, size % 4096, "the total module size, \(size), is not a multiple of 4096")
        }
        return violations
    }

    private func checkWasted(_ text: StatsText, _ violated: (LawViolation.Law, UInt64, String) -> Void) {
        guard let wasted = text.wasted else { return }
        let parts = ModuleCounter.wasted.compactMap { text.values[$0] }
        guard parts.count == ModuleCounter.wasted.count else { return }
        let sum = parts.reduce(0, &+)
        if sum != wasted {
            violated(.wasted, wasted &- sum, "stats says \(wasted) bytes are wasted, its parts add up to \(sum)")
        }
    }

    private func checkAverages(_ text: StatsText, _ violated: (LawViolation.Law, UInt64, String) -> Void) {
        for average in ModuleAverage.allCases {
            guard let bytes = text.values[average.parts.bytes], let count = text.values[average.parts.count] else {
                continue
            }
            // DIV_ROUND_UP as the kernel has it, on unsigned longs that wrap.
            let expected = bytes == 0 || count == 0 ? nil : (bytes &+ count &- 1) / count
            let found = text.averages[average]
            if found != expected {
                violated(
                    .averages, (found ?? 0) &- (expected ?? 0),
                    "'\(average.rawValue)' is \(found.map(String.init) ?? "absent"), "
                        + "and \(bytes) / \(count) makes it \(expected.map(String.init) ?? "absent")")
            }
        }
    }
}

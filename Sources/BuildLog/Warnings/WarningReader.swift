// SPDX-License-Identifier: Apache-2.0

/// Follows the output of make with `--output-sync=target`: what follows a step's line is said by that step, until the
/// next.
public struct WarningReader: Sendable {
    /// What was made, and the warnings that it gave.
    public struct Object: Hashable, Sendable {
        /// As Kbuild prints it, below the object directory: `kernel/fork.o`.
        public var target: String
        public var warnings: [BuildWarning]

        public init(target: String, warnings: [BuildWarning] = []) {
            self.target = target
            self.warnings = warnings
        }
    }

    private var current: Object?
    private let tree: String?

    /// An object's warnings are cut here: a build that gives more is not read for them.
    static let mostWarnings = 200

    /// - Parameter tree: the source tree, whose paths are shown relative to it.
    public init(tree: String? = nil) { self.tree = tree }

    /// Returns an object when a line shows that nothing more will be said of it.
    public mutating func read(_ text: String) -> Object? {
        let line = BuildLine(number: 0, text: LogText.clean(text))
        if let step = line.step {
            let done = current
            current = Object(target: step.target)
            return done
        }
        // A recipe that make did not announce follows another make's words.
        guard current != nil, let warning = BuildWarning.read(relative(line.text)) else { return nil }
        if current?.warnings.contains(warning) == false, (current?.warnings.count ?? 0) < Self.mostWarnings {
            current?.warnings.append(warning)
        }
        return nil
    }

    /// At the end of the output.
    public mutating func finish() -> Object? {
        defer { current = nil }
        return current
    }

    private func relative(_ line: Text) -> Text {
        guard let tree, line.holds(tree + "/") || line.hasPrefix("../tree/") else { return line }
        let short = String(line).replacing(tree + "/", with: "")
        return short.hasPrefix("../tree/") ? short.dropFirst("../tree/".count) : short[...]
    }
}

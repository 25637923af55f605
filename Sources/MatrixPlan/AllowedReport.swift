// SPDX-License-Identifier: Apache-2.0

/// A report of the kernel that a clean boot may show all the same, and why. By its title or by words in its lines.
public struct AllowedReport: Hashable, Codable, Sendable {
    /// The title as `bootmatrix report` and `inspect console` print it, the whole of it; nil where `text` decides.
    public var title: String?
    /// Words that one of the report's lines holds; nil where `title` decides.
    public var text: String?
    /// Shown wherever it applied.
    public var reason: String

    public init(title: String? = nil, text: String? = nil, reason: String) {
        self.title = title
        self.text = text
        self.reason = reason
    }

    /// Whether it is this one.
    public func fits(title: String, lines: [String]) -> Bool {
        if let own = self.title { return own == title }
        guard let text else { return false }
        return lines.contains { $0.contains(text) }
    }
}

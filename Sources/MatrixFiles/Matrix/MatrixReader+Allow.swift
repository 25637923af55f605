// SPDX-License-Identifier: Apache-2.0

import MatrixPlan

extension MatrixReader {
    /// Reports that a clean boot may show; each says which, by one key, and why.
    func readAllow(_ elements: [Value]) -> [AllowedReport]? {
        let reports = elements.compactMap(readAllowed)
        return reports.count == elements.count ? reports : nil
    }

    /// Shorter words stand in too many reports.
    private static let shortestAllowed = 12

    private func readAllowed(_ element: Value) -> AllowedReport? {
        guard let fields = Fields(element, FileKeys.allow), let reasonValue = fields["reason"] else { return nil }
        let (title, text) = (fields["title"], fields["text"])
        guard (title == nil) != (text == nil) else {
            element.problem(
                "missing-key", "an allowed report has `title` or `text`, and not both",
                "copy the title from `bootmatrix report`")
            return nil
        }
        guard let value = title ?? text, let words = value.text(), let reason = reasonValue.text() else { return nil }
        guard words.count >= Self.shortestAllowed else {
            value.problem(
                "too-short", "this lets more pass than one report",
                "give the whole title, or at least \(Self.shortestAllowed) characters of a line")
            return nil
        }
        return title == nil ? AllowedReport(text: words, reason: reason) : AllowedReport(title: words, reason: reason)
    }
}

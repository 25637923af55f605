// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host

/// What makers of images that were killed left below `CACHE/images/work`. The next maker removes it as well.
public enum AbandonedWork {
    private static func root(_ cache: String) -> String { cache + "/images/work" }

    /// Directories whose maker is gone; nothing is changed.
    public static func paths(in cache: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root(cache))) ?? []
        return names.filter { $0.hasPrefix("work-") }.sorted().map { "\(root(cache))/\($0)" }
            .filter { !FileLock.isHeld($0 + "/lock") }
    }

    /// Removes them.
    public static func remove(from cache: String) async throws {
        guard !paths(in: cache).isEmpty else { return }
        let gate = try await FileLock.acquire(root(cache) + "/.gate")
        defer { _ = gate.path }
        Workspace.sweep(root(cache))
    }
}

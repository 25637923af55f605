// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What git may know of the world when we run it.
enum GitEnvironment {
    /// For somebody else's repository, read only. Settings of the user and the system hold, because `safe.directory`
    /// is one of them; nothing is asked, refreshed or fetched.
    ///
    /// - Parameter inherits: whether `GIT_DIR` and the like say which repository is meant, as they do where the user
    ///   set them, or a hook or `git bisect run` in a linked work tree. Otherwise they would lead us from the
    ///   repository that was named to another.
    static func reading(inherits: Bool) -> [String: String?] {
        var changes: [String: String?] = inherits ? [:] : withoutGit
        changes["LC_ALL"] = "C"
        // git(1): no lock is taken just to refresh the index, which would write to it.
        changes["GIT_OPTIONAL_LOCKS"] = "0"
        changes["GIT_TERMINAL_PROMPT"] = "0"
        // A partial clone would fetch what it lacks, into itself. The first is git 2.44's word for it; with the second
        // there is no protocol to fetch by.
        changes["GIT_NO_LAZY_FETCH"] = "1"
        changes["GIT_ALLOW_PROTOCOL"] = "none"
        return changes
    }

    /// For our own repository: no setting of the user or the system reaches it, or `core.autocrlf` would change the
    /// source and a hook would run in it.
    static func own(repository: String, tree: String) -> [String: String?] {
        var changes = reading(inherits: false)
        changes["GIT_DIR"] = repository
        changes["GIT_WORK_TREE"] = tree
        changes["GIT_CONFIG_NOSYSTEM"] = "1"
        changes["GIT_CONFIG_GLOBAL"] = "/dev/null"
        changes["GIT_ATTR_NOSYSTEM"] = "1"
        return changes
    }

    /// Options that every command gets: no monitor daemon is started in anybody's tree, and no attributes of the
    /// user's own apply.
    static let options = ["-c", "core.fsmonitor=false", "-c", "core.attributesFile=/dev/null"]

    private static var withoutGit: [String: String?] {
        let names = ProcessInfo.processInfo.environment.keys.filter { $0.hasPrefix("GIT_") }
        return Dictionary(uniqueKeysWithValues: names.map { ($0, String?.none) })
    }
}

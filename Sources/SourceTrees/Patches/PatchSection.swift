// SPDX-License-Identifier: Apache-2.0

/// What the headers of one file in a patch say, gathered until its hunks are read.
struct PatchSection {
    /// Where it begins in the patch.
    let line: Int
    /// Begun by `diff --git`.
    let isGit: Bool
    private(set) var path: String?
    /// Its `---` and `+++` were read.
    private(set) var isNamed = false
    var hunks: [PatchHunk] = []
    private var isNew = false
    private var isGone = false
    private var isExecutable: Bool?
    private var from: String?
    private var isCopy = false
    /// Its `---` or `+++` has the time of a file that is not there.
    private var seemsNew = false
    private var seemsGone = false

    init(line: Int, isGit: Bool, path: String?) {
        self.line = line
        self.isGit = isGit
        self.path = path
    }

    /// - Returns: what is wrong with the names, if anything is.
    mutating func name(_ old: PatchPath.Named, _ new: PatchPath.Named) -> String? {
        isNamed = true
        if old.path == nil { isNew = true }
        if new.path == nil { isGone = true }
        (seemsNew, seemsGone) = (old.isAbsent, new.isAbsent)
        guard isGit else {
            // What diff(1) compared may be called otherwise, as main.c.orig; what it is to become counts.
            path = new.path ?? old.path
            return nil
        }
        let (before, after) = (from ?? path, path)
        guard old.path == nil || before == nil || old.path == before,
            new.path == nil || after == nil || new.path == after
        else { return "the file has another name here than in the lines above" }
        if path == nil { path = new.path ?? old.path }
        guard from != nil || old.path == nil || new.path == nil || old.path == new.path else {
            return "the file changes its name without `rename from`"
        }
        return nil
    }

    /// A line between `diff --git` and the hunks (git-diff(1), "extended header lines"); unknown ones mean nothing.
    ///
    /// - Returns: what cannot be done about it.
    mutating func readExtended(_ text: String) -> String? {
        func rest(_ prefix: String) -> String? {
            text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
        }
        for prefix in ["rename from ", "copy from ", "rename to ", "copy to "] {
            guard let name = rest(prefix) else { continue }
            let bytes = Array(name.utf8)[...]
            let plain = bytes.first == 0x22 ? PatchPath.unquoted(bytes)?.name[...] : bytes
            guard let found = plain.flatMap(PatchPath.inTree) else { return "this path is not one in the tree" }
            if prefix.hasSuffix("from ") { from = found } else { path = found }
            isCopy = prefix.hasPrefix("copy")
            return nil
        }
        if let mode = rest("new file mode ") {
            isNew = true
            return setMode(mode)
        }
        if let mode = rest("deleted file mode ") {
            isGone = true
            return refusal(of: mode)
        }
        if let mode = rest("old mode ") { return refusal(of: mode) }
        if let mode = rest("new mode ") { return setMode(mode) }
        if text.hasPrefix("index "), let mode = text.split(separator: " ").dropFirst(2).first {
            return refusal(of: String(mode))
        }
        return nil
    }

    private mutating func setMode(_ mode: String) -> String? {
        if let refusal = refusal(of: mode) { return refusal }
        isExecutable = mode.hasSuffix("755")
        return nil
    }

    private func refusal(of mode: String) -> String? {
        if mode.hasPrefix("120") { return "symbolic links cannot be changed" + named }
        if mode.hasPrefix("160") { return "submodules cannot be changed" + named }
        return mode.hasPrefix("100") ? nil : "there is no mode \(mode)" + named
    }

    private var named: String { path.map { ": \($0)" } ?? "" }

    /// Nil where the headers announce nothing.
    var change: PatchChange? {
        guard let path else { return nil }
        let isNew = isNew || seemsNew && hunks.count == 1 && hunks[0].oldCount == 0
        let isGone = isGone || seemsGone && hunks.count == 1 && hunks[0].newCount == 0
        let action: PatchChange.Action =
            switch (from, isNew, isGone) {
            case (let from?, _, _): isCopy ? .copy(from: from) : .rename(from: from)
            case (nil, true, false): .create
            case (nil, false, true): .delete
            default: .modify
            }
        if action == .modify, hunks.isEmpty, isExecutable == nil { return nil }
        return PatchChange(path: path, action: action, isExecutable: isExecutable, hunks: hunks)
    }
}

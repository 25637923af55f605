// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// What the host does to a build, whatever it builds.
extension Sighting {
    private static let diskFull = ["No space left on device", "Disk quota exceeded"]
    private static let brokenDisk = [
        "Input/output error", "Read-only file system", "Structure needs cleaning", "Stale file handle",
        "Too many open files",
    ]
    private static let outOfMemory = [
        "virtual memory exhausted", "Cannot allocate memory", "out of memory allocating", "LLVM ERROR: out of memory",
        "std::bad_alloc", "memory exhausted", "fork: Resource temporarily unavailable",
        "fork: retry: Resource temporarily unavailable",
    ]
    /// The compiler driver's or the shell's words for a child that a signal ended.
    private static let killed = [
        "Killed signal terminated program", "unable to execute command: Killed", "terminated with signal 9",
        "internal compiler error: Killed", "Terminated signal terminated program", "terminated with signal 15",
    ]
    private static let crashed = [
        "error in backend: ", "LLVM ERROR: ", "PLEASE submit a bug report to ", "clang frontend command failed",
        "the compiler unexpectedly panicked", "terminated with signal ", "Segmentation fault signal terminated program",
        "unable to execute command: Segmentation fault", "unable to execute command: Aborted",
        "unable to execute command: Illegal instruction", "unable to execute command: Bus error",
    ]

    private static let freeDisk = "free disk space, or build on a larger disk"
    private static let freeMemory = "free memory, or build with fewer jobs"
    private static let otherCompiler = "run it again; if it crashes at the same place, try another compiler"

    static func ofTheHost(_ text: Text) -> Sighting? {
        if text.holds(anyOf: diskFull) {
            return Sighting(.diskFull, .host, .overriding, text.bare, remedy: freeDisk, with: .preceding(2))
        }
        if text.holds(anyOf: brokenDisk) {
            return Sighting(
                .file, .host, .overriding, text.bare, remedy: "see the host's kernel log", with: .preceding(2))
        }
        if text.holds(anyOf: killed) || text.bare == "Killed" || jobEnded(text, "Killed") {
            return Sighting(.killed, .host, .certain, text.bare, remedy: freeMemory, with: .preceding(2))
        }
        if text.holds(anyOf: outOfMemory) {
            return Sighting(.outOfMemory, .host, .certain, text.bare, remedy: freeMemory, with: .preceding(2))
        }
        if let message = PlacedMessage(text), message.severity == .crash {
            return Sighting(
                .crash, .host, .certain, "internal compiler error: \(message.message)", position: message.position,
                remedy: otherCompiler, with: .compiler)
        }
        if text.holds(anyOf: crashed) {
            return Sighting(.crash, .host, .certain, text.bare, remedy: otherCompiler, with: .following(12))
        }
        for word in ["Segmentation fault", "Bus error", "Illegal instruction", "Aborted"] where jobEnded(text, word) {
            return crash(of: text, word)
        }
        return nil
    }

    /// The shell's `FILE: line 12:  4242 Killed    COMMAND`, or the bare word.
    private static func jobEnded(_ text: Text, _ word: String) -> Bool {
        guard let head = text.before(word) else { return false }
        let last = head.bare.split(separator: " ").last
        return head.bare.isEmpty && text.bare.utf8.count < 40
            || last?.number != nil && (head.holds(": line ") || head.holds("/sh:") || head.bare.number != nil)
    }

    /// A program of the kernel's own build is the kernel's; a compiler is the host's.
    private static func crash(of text: Text, _ word: String) -> Sighting {
        let command = text.after(word)?.split(separator: " ").first { $0.contains("/") || ProgramName($0) != nil }
        let isOwn = command.map { $0.hasPrefix("./") || $0.hasPrefix("scripts/") || $0.hasPrefix("tools/") } ?? false
        return Sighting(
            .crash, isOwn ? .kernel : .host, .certain, text.bare, place: isOwn ? command.map(String.init) : nil,
            remedy: isOwn ? nil : otherCompiler, with: .preceding(2))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// A line in which make says that it failed (GNU make manual, "Errors in Recipes").
struct MakeFailure: Hashable, Sendable {
    enum Reason: Hashable, Sendable {
        /// A recipe ended with a status; 2 is mostly a make below.
        case status(Int)
        /// A recipe was ended by a signal, in make's words.
        case signal(String)
        /// make itself gave up, in its words.
        case stopped(String)
    }

    var reason: Reason
    /// What was being made, or cannot be.
    var target: String?
    /// Where in a Makefile.
    var position: FilePosition?
    /// All that follows the stars.
    var words: String

    init?(_ text: Text) {
        guard let stars = text.find(": *** ") else { return nil }
        let speaker = text[..<stars.lowerBound].split(separator: " ").last ?? ""
        let said = text[stars.upperBound...]
        words = String(said)
        if Self.isMake(speaker) {
            guard !said.hasPrefix("Waiting for unfinished jobs"), !said.hasPrefix("Deleting file"),
                !said.hasPrefix("Deleting intermediate"), !said.hasSuffix("(ignored)")
            else { return nil }
            if said.hasPrefix("["), let close = said.utf8.lastIndex(of: UInt8(ascii: "]")) {
                let inner = said[..<close].dropFirst()
                let outcome = said[said.utf8.index(after: close)...].bare
                target = String(inner.after(": ") ?? inner)
                reason = outcome.after(prefix: "Error ")?.number.map { .status($0) } ?? .signal(String(outcome))
                return
            }
            target = said.after("No rule to make target ")?.quoted.map(String.init)
            reason = .stopped(words)
            return
        }
        // A Makefile's own line: `Makefile:12: *** missing separator.  Stop.`
        let (file, line, _) = PlacedMessage.numbers(atEndOf: speaker)
        guard let line, said.hasSuffix("Stop.") else { return nil }
        position = FilePosition(file: String(file), line: line)
        reason = .stopped(words)
    }

    /// `make`, `make[2]`, `gmake[1]`, `/usr/bin/make`.
    private static func isMake(_ word: Text) -> Bool {
        let name = word.fileName.prefix { $0 != "[" }
        return name == "make" || name == "gmake"
    }

    /// What this failure is by itself, with no other line to explain it.
    var sighting: Sighting {
        switch reason {
        case .signal(let words):
            let killed = words.hasPrefix("Killed")
            let ended = words.hasPrefix("Terminated") || words.hasPrefix("Interrupt") || words.hasPrefix("Hangup")
            return Sighting(
                killed || ended ? .killed : .crash, .host, .certain, self.words,
                remedy: killed ? "free memory, or build with fewer jobs" : nil, with: .preceding(3))
        case .status(let status) where status == 137:
            return Sighting(
                .killed, .host, .certain, words, remedy: "free memory, or build with fewer jobs", with: .preceding(3))
        case .status: return Sighting(.unknown, .harness, .certain, words, with: .preceding(0))
        case .stopped: return stop
        }
    }

    private var stop: Sighting {
        let text = words[...]
        if text.holds("install") {
            return Sighting(.missing, .host, .certain, words, position: position, with: .preceding(2))
        }
        if let target, text.hasPrefix("No rule to make target") {
            // Named by the configuration and no part of the tree: a certificate, firmware to be built in.
            let isNeeded = text.holds("needed by ")
            let isForeign = target.hasSuffix(".pem") || target.hasSuffix(".x509") || target.holds("firmware/")
            let blame: Blame = !isNeeded || isForeign ? .user : .kernel
            return Sighting(
                blame == .user ? .configuration : .makeRule, blame, .certain, words, place: target, with: .preceding(2))
        }
        if text.holds("No such file or directory.  Stop.") || text.hasPrefix("No targets")
            || text.hasPrefix("Can't find default configuration")
        {
            return Sighting(.configuration, .user, .certain, words, with: .preceding(2))
        }
        if text.holds("jobs pipe") || text.holds("fork") || text.hasPrefix("wait:") {
            return Sighting(.file, .host, .certain, words, with: .preceding(2))
        }
        return Sighting(.makeRule, .kernel, .certain, words, position: position, with: .preceding(3))
    }
}

extension String {
    fileprivate func holds(_ needle: String) -> Bool { self[...].holds(needle) }
}

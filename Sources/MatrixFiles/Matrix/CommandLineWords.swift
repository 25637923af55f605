// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// The words of `cmdline:`. The harness writes the rest of the kernel command line itself, and a word that overrides
/// it would make a boot look broken that is only misled.
enum CommandLineWords {
    /// Linux on x86 takes 2,048 bytes (COMMAND_LINE_SIZE, arch/x86/include/asm/setup.h); the harness needs its share.
    static let lengthLimit = 768

    /// What the harness sets: how the guest finds its root and init, where it prints, what ends it, and the delay loop
    /// that is computed for the host.
    static let reserved = [
        "init", "rdinit", "root", "rootfstype", "rootflags", "rootwait", "ro", "rw", "initrd", "noinitrd", "console",
        "earlyprintk", "earlycon", "loglevel", "quiet", "panic", "lpj", "trace_event", "trace_buf_size",
        "trace_clock", "kprobe_event", "tsc_early_khz",
    ]
    static let reservedPrefix = "bootmatrix."

    /// Words from one text, split at spaces, or from a list.
    static func read(_ value: Value) -> [String]? {
        guard !value.isNull else {
            value.problem("empty", "this is empty", "write words such as udev.children_max=64, or remove the key")
            return nil
        }
        var words: [(String, Value)] = []
        if value.isList {
            guard let elements = value.elements() else { return nil }
            for element in elements {
                guard let word = element.text(limit: lengthLimit) else { return nil }
                words.append((word, element))
            }
        } else {
            guard let text = value.text(limit: lengthLimit) else { return nil }
            words = text.split(separator: " ").map { (String($0), value) }
        }
        let total = words.reduce(0) { $0 + $1.0.utf8.count + 1 }
        guard total <= lengthLimit else {
            value.problem("too-long", "the words are longer than \(lengthLimit) bytes", "remove some")
            return nil
        }
        let faults = words.filter { !isAcceptable($0.0, at: $0.1) }
        return faults.isEmpty ? words.map(\.0) : nil
    }

    private static func isAcceptable(_ word: String, at value: Value) -> Bool {
        let shown = SafeText.line(word, limit: 60)
        let isPlain = word.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x27 && $0 != 0x5C }
        guard isPlain else {
            value.problem(
                "bad-word", "\"\(shown)\" holds a space, a quote, a backslash or a character that is not ASCII",
                "write plain words such as udev.children_max=64")
            return false
        }
        // The kernel takes `-` and `_` in a parameter's name for the same (kernel/params.c, dash2underscore).
        let name = String(word.prefix { $0 != "=" }).replacing("-", with: "_")
        guard word != "--", !reserved.contains(name), !word.hasPrefix(reservedPrefix) else {
            value.problem(
                "reserved-word", "\"\(shown)\" overrides what the harness sets itself", "remove the word")
            return false
        }
        return true
    }
}

// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// What the module loader said of loads that failed for another reason than being duplicates: the cause behind a
/// residual above zero. Words of Linux 6.12, kernel/module/*.c, mm/execmem.c and mm/vmalloc.c.
public struct ModuleLoaderMessages: Codable, Sendable, Hashable {
    public enum Cause: String, Codable, Sendable, CaseIterable {
        case symbol, version, signature, memory, format, license, blocked, decompression
        /// request_module had to wait, or gave up, because too many ran at once.
        case busy
        case wait
    }

    public struct Message: Codable, Sendable, Hashable {
        public var cause: Cause
        /// The module that the line begins with; nil where it names none.
        public var module: String?
        /// The number of the line, from 1.
        public var line: Int
        /// The message without its timestamp, made printable.
        public var text: String
    }

    /// In the order of the log; at most `most` are kept.
    public var messages: [Message] = []
    /// Messages past those that are kept.
    public var more = 0

    public static let most = 100

    /// - Parameter log: a console as it came, or `dmesg`.
    public init(in log: some Collection<UInt8>) {
        let bytes = log as? [UInt8] ?? Array(log)
        var start = 0
        var number = 0
        while start < bytes.count {
            let end = bytes.withUnsafeBufferPointer { ByteSearch.offset(of: 0x0A, in: $0, from: start) } ?? bytes.count
            number += 1
            if Self.mayHold(bytes[start..<end]) {
                for line in LogLine.messages(number: number, raw: bytes[start..<end]) { add(line) }
            }
            start = end + 1
        }
    }

    /// Whether a line holds a message, or control characters that could hide one.
    private static func mayHold(_ line: ArraySlice<UInt8>) -> Bool {
        line.withUnsafeBufferPointer { line in
            quick.first(in: line, from: 0) != nil || ByteSearch.offset(of: 0x1B, in: line) != nil
                || ByteSearch.offset(of: 0, in: line) != nil
        }
    }

    /// The first message of each cause, as one sentence for a verdict; nil when there is none.
    public var summary: String? {
        var seen: Set<Cause> = []
        let first = messages.filter { seen.insert($0.cause).inserted }
        return first.isEmpty ? nil : first.map { "'\($0.text)'" }.joined(separator: ", ")
    }

    private mutating func add(_ line: LogLine) {
        guard let message = Self.message(line) else { return }
        if messages.count < Self.most { messages.append(message) } else { more += 1 }
    }

    /// What one line says of a load that failed.
    static func message(_ line: LogLine) -> Message? {
        // `NAME: words`, or the words alone; a module's name has no blank in it.
        let colon = line.body.prefix(80).firstIndex(of: UInt8(ascii: ":"))
        let hasName = colon.map { !line.body[..<$0].contains(where: \.isBlank) } ?? false
        let words = hasName ? colon.map { line.body[($0 + 1)...].trimmed } ?? line.body : line.body
        guard let cause = cause(of: words) ?? cause(of: line.body) else { return nil }
        var module = hasName ? colon.map { SafeText.line(line.body[..<$0], limit: 60) } : nil
        // The allocator names the task that asked, where it names anyone.
        let isTask = words.begins(with: "vmalloc error") || module.map { speakers.contains($0) } == true
        if isTask { module = nil }
        return Message(cause: cause, module: module, line: line.number, text: SafeText.line(line.body))
    }

    private static func cause(of words: LogBytes) -> Cause? {
        beginnings.first { entry in
            words.begins(with: entry.words) && (entry.needs.map { words.holds($0) } ?? true)
        }?.cause
    }

    /// Names before a colon that are no modules.
    private static let speakers: Set<String> = ["execmem", "request_module", "module", "vmalloc", "modprobe", "kmod"]

    private struct Beginning {
        var words: StaticString
        var cause: Cause
        var needs: StaticString?

        init(_ words: StaticString, _ cause: Cause, needs: StaticString? = nil) {
            self.words = words
            self.cause = cause
            self.needs = needs
        }
    }

    /// Without one of these a line says nothing.
    private static let quick = Triggers(beginnings.map { Array($0.words.description.utf8) })
    static let triggers = beginnings.filter { diagnosed.contains($0.cause) }.map { Array($0.words.description.utf8) }

    /// Causes that are a finding by themselves: something is wrong with the kernel, its modules or its memory. The others
    /// may be as somebody wanted it.
    private static let diagnosed: Set<Cause> = [.symbol, .version, .signature, .memory]

    /// The message of a load that failed for one of these, and for nothing else: any task may run out of vmalloc space,
    /// and any driver of memory.
    static func diagnosis(_ line: LogLine) -> Message? {
        guard let message = message(line), diagnosed.contains(message.cause) else { return nil }
        let body = line.body
        if body.holds("unable to allocate memory"), !body.begins(with: "execmem: ") { return nil }
        return body.holds("vmalloc error") && !body.begins(withAny: loaders) ? nil : message
    }

    private static let loaders: [StaticString] = [
        "modprobe", "insmod", "kmod", "(udev-worker)", "systemd-udevd", "udevd", "systemd-modules",
    ]

    private static let beginnings: [Beginning] = [
        Beginning("Unknown symbol ", .symbol),
        Beginning("Symbol ", .symbol, needs: " has an invalid section index"),
        Beginning("exports duplicate symbol ", .symbol),
        Beginning("disagrees about version of symbol ", .version),
        Beginning("no symbol version for ", .version),
        Beginning("version magic '", .version),
        Beginning("Loading of ", .signature, needs: " is rejected"),
        Beginning("Module hash ", .signature, needs: " is blacklisted"),
        Beginning("vmalloc_node_range for size ", .memory, needs: " failed"),
        Beginning("vmap allocation for size ", .memory, needs: " failed"),
        Beginning("vmalloc error: size ", .memory),
        Beginning("unable to allocate memory", .memory),
        Beginning("Could not allocate ", .memory, needs: " percpu data"),
        Beginning("Invalid ELF ", .format),
        Beginning("Invalid architecture in ELF", .format),
        Beginning("Invalid module architecture in ELF", .format),
        Beginning("ELF Spec violation", .format),
        Beginning("Only one .modinfo section", .format),
        Beginning("module has no symbols", .format),
        Beginning("module ", .format, needs: ".gnu.linkonce.this_module"),
        Beginning("module is marked as livepatch module", .format),
        Beginning("module using GPL-only symbols", .license),
        Beginning("module uses symbol", .license, needs: "does not import it"),
        Beginning("Module ", .blocked, needs: " is blacklisted"),
        Beginning("decompression failed with status", .decompression),
        Beginning("ZSTD-decompression failed", .decompression),
        Beginning("failed to initialize decompressor", .decompression),
        Beginning("not a", .decompression, needs: " compressed module"),
        Beginning("kmod_concurrent_max", .busy),
        Beginning("modprobe ", .busy, needs: "kmod busy with"),
        Beginning("gave up waiting for init of module ", .wait),
    ]
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelLog
public import Vocabulary

/// Judges each log of a corpus: JSON records, one a line, with `id`, `log` and, where a test has let reports pass,
/// `allowlist_regexes`. What comes out is read by the corpora's scoring script.
public struct CorpusReading {
    /// A record that is longer than this is not read.
    public static let longestRecord = ByteCount.mebibytes(64)

    private var line: [UInt8] = []
    private var number = 0

    public init() {}

    /// The next bytes of the corpus.
    /// - Returns: a prediction for each record that they end, as one line of JSON with its line end.
    /// - Throws: `CorpusError`, the user's, at the first line that is no record.
    public mutating func take(_ bytes: ArraySlice<UInt8>) throws -> [String] {
        var predictions: [String] = []
        var rest = bytes
        while let end = rest.firstIndex(of: 0x0A) {
            line += rest[..<end]
            rest = rest[(end + 1)...]
            if let prediction = try endRecord() { predictions.append(prediction) }
        }
        line += rest
        guard line.count <= Self.longestRecord.bytes else {
            throw CorpusError(line: number + 1, what: "the record is longer than \(Self.longestRecord)")
        }
        return predictions
    }

    /// The end of the corpus.
    public mutating func finish() throws -> String? { line.isEmpty ? nil : try endRecord() }

    private mutating func endRecord() throws -> String? {
        number += 1
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) else { return nil }
        let record: Record
        do {
            record = try CanonicalJSON.decode(Record.self, from: Data(line))
        } catch {
            throw CorpusError(line: number, what: "no JSON record with the texts `id` and `log`")
        }
        let data = try CanonicalJSON.encode(Prediction(record), pretty: false)
        return String(decoding: data, as: UTF8.self)
    }

    private struct Record: Decodable {
        let id: String
        let log: String
        let allowlist_regexes: [String]?
    }

    private struct Prediction: Encodable {
        let id: String
        /// What the cause is, in the words of the scoring script.
        let verdict: String
        let crash: Bool
        let title: String?
        /// The cause's kind and function.
        let signature: String?
        let panicked: Bool
        let findings: Int

        init(_ record: Record) {
            let allowed = record.allowlist_regexes?.compactMap { try? Regex($0) } ?? []
            let found = KernelLogScanner.findings(in: record.log).filter { finding in
                !finding.lines.contains { line in allowed.contains { line.firstMatch(of: $0) != nil } }
            }
            let cause = found.cause
            id = record.id
            verdict = cause.map { ($0.detector ?? $0.kind).family } ?? "pass"
            crash = cause != nil
            title = cause?.title
            signature = cause.map { finding in finding.kind.rawValue + (finding.function.map { ":\($0)" } ?? "") }
            panicked = found.contains { $0.kind == .panic }
            findings = found.count
        }
    }
}

/// A line of a corpus that cannot be read.
public struct CorpusError: DiagnosableError {
    public let line: Int
    public let what: String
    public var code: String { "no-record" }
    public var blame: Blame { .user }
    public var location: String? { "line \(line)" }
    public var remedy: String? { "Give a corpus of JSON records, one a line." }
    public var cause: (any Error)? { nil }
}

extension Finding.Kind {
    /// The corpora's word for reports of this kind.
    fileprivate var family: String {
        switch self {
        case .panic: "panic"
        case .oops, .generalProtection, .pageFault, .kernelBug: "oops"
        case .bug, .sleepInAtomic, .schedulingWhileAtomic: "bug"
        case .warning: "warning"
        case .kasan, .kmsan, .kcsan, .ubsan, .kfence, .memoryLeak: "sanitizer"
        case .lockdep: "lockdep"
        case .rcuStall, .softLockup, .hardLockup: "lockup"
        case .hungTask: "hang"
        case .reboot: "reboot"
        case .outOfMemory, .moduleLoad, .fragment: "other"
        }
    }
}

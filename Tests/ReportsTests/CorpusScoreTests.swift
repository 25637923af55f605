// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import KernelLog
import Reports
import Testing
import Vocabulary

/// How well console logs are diagnosed that others have collected and named: the figures of the corpora's own script
/// (score_console.py), over what `inspect console --jsonl` prints. The logs were not written for this program.
struct CorpusScoreTests {
    private static let absent: Comment = "the corpora are not beside the package"

    @Test(.enabled(if: Places.hasCorpora, absent), arguments: Way.allCases)
    func theScoresHold(_ way: Way) throws {
        let score = try Score(way.change)
        #expect(score.share(\.found, of: \.reports) >= 0.995, "missed: \(score.missed)")
        #expect(score.flagged == [], "clean logs")
        #expect(score.share(\.acceptable, of: \.reports) >= 0.98)
        #expect(score.share(\.strict, of: \.reports) >= 0.92)
        #expect(score.share(\.guilty, of: \.named) >= 0.9)
        #expect(score.share(\.panicked, of: \.reports) >= 0.99)
    }

    /// The warnings that a case lets pass do not count, the others do.
    @Test(.enabled(if: Places.hasCorpora, absent))
    func listsOfWhatMayPassAreKept() throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: Places.corpora + "/console/libbpf-ci.jsonl"))
        let predictions = try Score.predict(data)
        for record in data.split(separator: 0x0A) {
            let record = try JSONDecoder().decode(Record.self, from: record)
            let prediction = try #require(predictions[record.id])
            #expect(prediction.crash == record.expect.crash, "\(record.id)")
            #expect(record.expect.accept.contains(prediction.verdict), "\(record.id)")
        }
    }

    @Test func aLineThatIsNoRecordIsTheUsersAtItsLine() throws {
        var reading = CorpusReading()
        let good = #"{"id": "a", "log": "Kernel panic - not syncing: x\n"}"# + "\n"
        let bytes = Array((good + "\n").utf8)
        #expect(try reading.take(bytes[...]).count == 1)
        let error = #expect(throws: CorpusError.self) { try reading.take(Array("{}\n".utf8)[...]) }
        #expect(error?.location == "line 3")
        #expect(error?.blame == .user)
        var last = CorpusReading()
        #expect(try last.take(Array(good.utf8).dropLast()[...]).isEmpty)
        #expect(try last.finish()?.contains(#""verdict":"panic""#) == true)
    }

    /// The same log as it comes over other ways.
    enum Way: String, CaseIterable {
        case plain, crlf, untimed, caller, level, colours, zeros, booted, syslog

        func change(_ log: String) -> String {
            let lines = log.split(separator: "\n", omittingEmptySubsequences: false)
            switch self {
            case .plain: return log
            case .crlf: return log.replacing("\n", with: "\r\n")
            case .untimed: return log.replacing(Self.time, with: "")
            case .caller:
                return lines.map { line in
                    guard let time = line.prefixMatch(of: Self.time), line[time.range.upperBound...].first != "[" else {
                        return String(line)
                    }
                    return "\(time.output)".trimmingCharacters(in: .whitespaces) + "[    T7] "
                        + line[time.range.upperBound...]
                }.joined(separator: "\n")
            case .level: return lines.map { "<4>" + $0 }.joined(separator: "\n")
            case .colours:
                return lines.map { "\u{1B}[32m\($0.prefix(15))\u{1B}[0;1;31m\($0.dropFirst(15))\u{1B}[0m" }
                    .joined(separator: "\n")
            case .zeros: return lines.map { "\0\($0)\0\0" }.joined(separator: "\n")
            // The log of a boot in front of that of another one is an unexpected reboot, and no other way to get here.
            case .booted: return log.contains("Linux version ") ? log : Self.boot + log
            case .syslog: return lines.map { "Nov 22 18:00:01 guest kernel: " + $0 }.joined(separator: "\n")
            }
        }

        private static var time: Regex<Substring> { #/\[ *\d+\.\d{6}\] ?/# }
        private static let boot =
            "[    0.000000] Linux version 6.12.117 (a@b) (gcc 12) #1\n"
            + (0..<200).map { "[    1.\(100_000 + $0)] usb 1-\($0): new device\n" }.joined()
    }

    struct Record: Decodable {
        struct Expectation: Decodable {
            var crash: Bool?
            var family: String
            var coarse: String
            var accept: [String]
        }
        var id: String
        var title: String?
        var frame: String?
        var corrupted: Bool?
        var suppressed: Bool?
        var panicked: Bool?
        var expect: Expectation
        var log: String
    }

    struct Prediction: Decodable {
        var id: String
        var verdict: String
        var crash: Bool
        var title: String?
        var signature: String?
        var panicked: Bool
    }

    struct Score {
        var reports = 0
        var found = 0
        var acceptable = 0
        var strict = 0
        var panicked = 0
        var named = 0
        var guilty = 0
        var missed: [String] = []
        var flagged: [String] = []

        func share(_ part: KeyPath<Score, Int>, of whole: KeyPath<Score, Int>) -> Double {
            Double(self[keyPath: part]) / Double(max(1, self[keyPath: whole]))
        }

        init(_ change: (String) -> String) throws {
            let data = try Data(contentsOf: URL(fileURLWithPath: Places.corpora + "/console/syzkaller-linux.dev.jsonl"))
            var records: [Record] = []
            var changed = Data()
            for line in data.split(separator: 0x0A) {
                let record = try JSONDecoder().decode(Record.self, from: line)
                guard record.expect.family != "userspace", record.suppressed != true else { continue }
                records.append(record)
                changed += try JSONEncoder().encode(["id": record.id, "log": change(record.log)]) + [0x0A]
            }
            let predictions = try Self.predict(changed)
            for record in records { count(record, try #require(predictions[record.id])) }
            #expect(reports >= 350)
        }

        static func predict(_ corpus: Data) throws -> [String: Prediction] {
            var reading = CorpusReading()
            let lines = try reading.take(Array(corpus)[...]) + [try reading.finish()].compactMap(\.self)
            let list = try lines.map { try JSONDecoder().decode(Prediction.self, from: Data($0.utf8)) }
            return Dictionary(list.map { ($0.id, $0) }) { first, _ in first }
        }

        private mutating func count(_ record: Record, _ prediction: Prediction) {
            guard record.expect.crash == true else {
                if prediction.crash { flagged.append(record.id) }
                return
            }
            reports += 1
            if prediction.crash { found += 1 } else { missed.append(record.id) }
            if record.expect.accept.contains(prediction.verdict) { acceptable += 1 }
            if record.expect.coarse == prediction.verdict { strict += 1 }
            if record.panicked == prediction.panicked { panicked += 1 }
            guard let frame = record.frame, !frame.isEmpty, record.corrupted != true else { return }
            named += 1
            let words = "\(prediction.title ?? "") \(prediction.signature ?? "")"
                .split { !($0.isLetter || $0.isNumber || $0 == "_") }
            if words.contains(where: { $0 == frame }) { guilty += 1 }
        }
    }
}

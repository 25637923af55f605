// SPDX-License-Identifier: Apache-2.0

import BuildLog
import Foundation
import Testing

/// Reads a whole log as the build's output is read.
func diagnosis(_ text: String, tree: String? = nil) -> BuildDiagnosis? {
    var reader = BuildLogReader(tree: tree)
    // By scalars: to Swift, CR LF is one character.
    for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
        reader.read(String(Substring(line)))
    }
    return reader.diagnosis
}

/// What systems that run builds do to each line of their output.
enum Disguise: String, CaseIterable, CustomTestStringConvertible {
    case plain, crlf, github, gitlab, jenkins, bracketedClock, seconds, buildkit, compose, journal, unknown, bitbake

    func wear(_ text: String) -> String {
        var number = 0
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            number += 1
            let (minute, second) = (String(format: "%02d", number / 60 % 60), String(format: "%02d", number % 60))
            let time = "08:\(minute):\(second)"
            return switch self {
            case .plain: "\(line)"
            case .crlf: "\(line)\r"
            case .github: "2024-05-29T\(time).1234567Z \(line)"
            case .gitlab: "2024-05-29T\(time).123456Z 01E \(line)"
            case .jenkins: "[2024-05-29T\(time).123Z] \(line)"
            case .bracketedClock: "[\(time)] \(line)"
            case .seconds: "[ \(number)s] \(line)"
            case .buildkit: "#12 \(number).34 \(line)"
            case .compose: "builder_1  | \(line)"
            case .journal: "Nov 25 \(time) host make[4242]: \(line)"
            case .unknown: "job \(String(format: "%04d", number)) => \(line)"
            case .bitbake: "| \(line)"
            }
        }.joined(separator: "\n")
    }

    var testDescription: String { rawValue }
}

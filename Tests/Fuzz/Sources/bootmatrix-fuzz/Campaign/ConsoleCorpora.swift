// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Kernel logs that others collected, as further inputs where they are present; they are not part of the project.
enum ConsoleCorpora {
    private struct Record: Decodable {
        let log: String
    }

    /// Writes each log to a file, unless that was done before.
    static func write(to directory: String) {
        let corpora = FuzzCampaign.project + "/../shared/corpora/console"
        let files = FileManager.default
        guard let names = try? files.contentsOfDirectory(atPath: corpora), !files.fileExists(atPath: directory) else {
            return
        }
        try? files.createDirectory(atPath: directory, withIntermediateDirectories: true)
        var number = 0
        for name in names.sorted() where name.hasSuffix(".jsonl") {
            for line in (files.contents(atPath: "\(corpora)/\(name)") ?? Data()).split(separator: 0x0A) {
                guard let record = try? JSONDecoder().decode(Record.self, from: Data(line)) else { continue }
                number += 1
                _ = files.createFile(atPath: "\(directory)/\(number)", contents: Data([0, 7] + Array(record.log.utf8)))
            }
        }
    }
}

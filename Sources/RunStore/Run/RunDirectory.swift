// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
import Vocabulary

/// One run on disk, for reading; any number of readers, also while it is written.
///
/// ```
/// RUN/run.json, manifest.txt              matrix, plan and facts; written once
/// RUN/cells/CELL/attempt-1/boot.json      what the host knows
///                          items.json     the evidence's items: names, cuts, failures, marks, notes
///                          evidence/ITEM  the items as the guest sent them
///                          console.log, domain.xml, reproduce.sh, manifest.txt
///                          interrogation.log, disk/, core   of a guest that did not end well (docs/post-mortem.md)
/// RUN/conclusion.json                     how the run went as a whole, with its own checksum
/// RUN/result.json                         the last report, if one was kept; never an input
/// RUN/digests.cache                       what was made of attempts whose files did not change since (`survey`)
/// RUN/lock, RUN/tmp/                      the writer's
/// ```
public struct RunDirectory: Hashable, Sendable {
    static let recordName = "run.json"
    static let resultName = "result.json"
    static let cellsName = "cells"
    static let temporaryName = "tmp"

    public let path: String

    init(path: String) { self.path = PathText(path).normal }

    /// - Throws: `no-such-run` when there is no run at the path.
    public static func open(at path: String) throws(RunStoreError) -> RunDirectory {
        let directory = RunDirectory(path: path)
        guard FileReading.exists("\(directory.path)/\(recordName)") else {
            throw RunStoreError(
                .noSuchRun, blame: .user, "there is no run here", at: directory.path,
                remedy: "name a run's id, the start of one, its directory, or `latest`")
        }
        return directory
    }

    /// The directory's last component: the run's id, unless somebody renamed it.
    public var name: String { PathText(path).name }

    /// What was kept with `RunWriter.save`; nil when nothing was.
    public func savedResult() throws(RunStoreError) -> [UInt8]? {
        let file = "\(path)/\(Self.resultName)"
        return FileReading.exists(file) ? try FileReading.bytes(of: file, limit: 256 << 20) : nil
    }

    /// Where an attempt's files are, for messages; it may not exist.
    public func attemptPath(_ cell: CellID, _ attempt: Int) -> String {
        "\(path)/\(Self.cellsName)/\(cell.text)/\(AttemptFiles.directoryName(attempt))"
    }

    /// `run.json`, checked against its manifest.
    func record() throws(RunStoreError) -> RunRecord {
        let files = try SealedDirectory.read(path)
        let place = "\(path)/\(Self.recordName)"
        guard let bytes = files[Self.recordName] else {
            throw .unreadable("the manifest does not name \(Self.recordName)", at: path)
        }
        return try StoredJSON.decode(RunRecord.self, bytes, version: RunRecord.currentVersion, at: place)
    }
}

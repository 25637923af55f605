// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import MatrixPlan
import Vocabulary

/// An attempt's directory: a boot as files, and files as a boot.
enum AttemptFiles {
    static let evidence = "evidence"
    private static let boot = "boot.json"
    private static let items = "items.json"
    private static let console = "console.log"
    private static let domain = "domain.xml"
    private static let reproduce = "reproduce.sh"
    /// Put before a command that has no interpreter line of its own, and taken off again.
    private static let scriptHead = "#!/bin/sh\n# Boots this cell's guest again with plain QEMU.\n"

    static func directoryName(_ attempt: Int) -> String { "attempt-\(attempt)" }

    /// The attempt's number; nil when the name is not exactly that of an attempt.
    static func number(_ name: String) -> Int? {
        guard name.hasPrefix("attempt-"), let number = Int(name.dropFirst("attempt-".count)), number >= 1,
            name == directoryName(number)
        else { return nil }
        return number
    }

    /// Writes an attempt into its run, whole or not at all.
    static func store(_ outcome: BootOutcome, in run: RunDirectory) throws(RunStoreError) {
        let (cell, attempt) = (outcome.cell.id, outcome.record.attempt)
        let target = run.attemptPath(cell, attempt)
        let cells = "\(run.path)/\(RunDirectory.cellsName)"
        guard SafeFileName.isSafe(cell.text) else {
            throw RunStoreError(.wrongCell, blame: .harness, "a cell's name cannot be a file's", at: cells, remedy: nil)
        }
        guard !FileReading.exists(target) else {
            throw RunStoreError(
                .attemptExists, blame: .harness, "attempt \(attempt) of \(cell) is already stored", at: target,
                remedy: "store it under the next number")
        }
        let temporary = "\(run.path)/\(RunDirectory.temporaryName)/\(cell).\(attempt)"
        do {
            FileWriting.removeTree(temporary)
            try SealedDirectory.fill(temporary, with: try files(of: outcome, at: target), subdirectories: [evidence])
            let parent = "\(cells)/\(cell)"
            if !FileReading.isDirectory(parent) {
                try FileWriting.makeDirectory(parent)
                try FileWriting.syncDirectory(cells)
            }
            try FileWriting.publish(temporary, as: target, in: parent)
        } catch {
            FileWriting.removeTree(temporary)
            throw error
        }
    }

    static func files(of outcome: BootOutcome, at path: String) throws(RunStoreError) -> [StoredFile] {
        let index = ItemIndex(outcome.items)
        let script = outcome.reproduce.hasPrefix("#!") ? outcome.reproduce : scriptHead + outcome.reproduce
        var files = [
            StoredFile(name: boot, bytes: try StoredJSON.encode(outcome.record, at: path)),
            StoredFile(name: items, bytes: try StoredJSON.encode(index, at: path)),
            StoredFile(name: console, bytes: outcome.console),
            StoredFile(name: domain, bytes: Array(outcome.domainXML.utf8)),
            StoredFile(name: reproduce, bytes: Array(script.utf8), isProgram: true),
        ]
        for item in index.items {
            files.append(
                StoredFile(name: "\(evidence)/\(item.file)", bytes: outcome.items.items[item.name]?.bytes ?? []))
        }
        return files
    }

    /// - Parameters:
    ///   - files: already checked against the manifest.
    ///   - path: the directory, for messages.
    static func outcome(
        _ files: [String: [UInt8]], cell: Cell, attempt: Int, at path: String
    ) throws(RunStoreError) -> BootOutcome {
        guard let boot = files[boot], let items = files[items], let console = files[console],
            let domain = files[domain], let script = files[reproduce]
        else { throw .unreadable("the manifest lacks one of the attempt's files", at: path) }
        let record = try StoredJSON.decode(
            BootRecord.self, boot, version: BootRecord.currentVersion, at: "\(path)/\(Self.boot)")
        guard record.cell == cell.id.text, record.attempt == attempt else {
            throw .unreadable(
                "this is attempt \(record.attempt) of \"\(SafeText.line(record.cell, limit: 80))\" and not of this cell",
                at: "\(path)/\(Self.boot)")
        }
        let index = try StoredJSON.decode(
            ItemIndex.self, items, version: ItemIndex.currentVersion, at: "\(path)/\(Self.items)")
        guard let evidence = index.evidence(files) else {
            throw .unreadable("the items are not those of the index", at: "\(path)/\(Self.items)")
        }
        let text = String(decoding: script, as: UTF8.self)
        return BootOutcome(
            cell: cell, record: record, items: evidence, console: console,
            domainXML: String(decoding: domain, as: UTF8.self),
            reproduce: text.hasPrefix(scriptHead) ? String(text.dropFirst(scriptHead.count)) : text)
    }
}

// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import MatrixPlan
import Vocabulary

/// An attempt's directory: a boot as files, and files as a boot.
enum AttemptFiles {
    static let evidence = "evidence"
    static let disk = "disk"
    /// What an attempt's directory may have below it.
    static let directories = [evidence, disk]
    /// A guest's memory. Too large to be read as the others are, so that it is not in the manifest, and it may be deleted.
    static let core = "core"
    private static let interrogation = "interrogation.log"
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
            let below = outcome.postMortem.disk.isEmpty ? [evidence] : directories
            try SealedDirectory.fill(temporary, with: try files(of: outcome, at: target), subdirectories: below)
            if let dump = outcome.postMortem.core {
                try FileWriting.publish(dump, as: "\(temporary)/\(core)", in: temporary)
            }
            let parent = "\(cells)/\(cell)"
            if !FileReading.isDirectory(parent) {
                try FileWriting.makeDirectory(parent)
                try FileWriting.syncDirectory(cells)
            }
            try FileWriting.publish(temporary, as: target, in: parent)
        } catch {
            FileWriting.removeTree(temporary)
            // It may be what filled the disk.
            if let dump = outcome.postMortem.core { FileWriting.removeTree(dump) }
            throw error
        }
    }

    static func files(of outcome: BootOutcome, at path: String) throws(RunStoreError) -> [StoredFile] {
        let index = ItemIndex(outcome.items)
        let script = outcome.reproduce.hasPrefix("#!") ? outcome.reproduce : scriptHead + outcome.reproduce
        var record = outcome.record
        for (index, name) in diskNames(record).enumerated() { record.postMortem?.disk[index].file = name }
        var files = [
            StoredFile(name: boot, bytes: try StoredJSON.encode(record, at: path)),
            StoredFile(name: items, bytes: try StoredJSON.encode(index, at: path)),
            StoredFile(name: console, bytes: outcome.console),
            StoredFile(name: domain, bytes: Array(outcome.domainXML.utf8)),
            StoredFile(name: reproduce, bytes: Array(script.utf8), isProgram: true),
        ]
        for item in index.items {
            files.append(
                StoredFile(name: "\(evidence)/\(item.file)", bytes: outcome.items.items[item.name]?.bytes ?? []))
        }
        if let said = outcome.postMortem.interrogation { files.append(StoredFile(name: interrogation, bytes: said)) }
        for (file, bytes) in zip(record.postMortem?.disk ?? [], outcome.postMortem.disk) {
            files.append(StoredFile(name: "\(disk)/\(file.file ?? "")", bytes: bytes))
        }
        return files
    }

    /// A file name for each file of the guest's disk; no two are the same, whatever the guest called them.
    private static func diskNames(_ record: BootRecord) -> [String] {
        var used: Set<String> = []
        let paths = (record.postMortem?.disk ?? []).map { String($0.path.drop { $0 == "/" }) }
        return SafeFileName.encode(paths).enumerated().map { index, name in
            used.insert(name).inserted ? name : "\(name.prefix(SafeFileName.lengthLimit - 20))%~\(index)"
        }
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
        var last = PostMortemFiles(interrogation: files[interrogation])
        for file in record.postMortem?.disk ?? [] {
            guard let bytes = file.file.flatMap({ files["\(disk)/\($0)"] }) else {
                throw .unreadable("a file of the guest's disk is not there", at: "\(path)/\(Self.boot)")
            }
            last.disk.append(bytes)
        }
        if record.postMortem?.core != nil, FileReading.exists("\(path)/\(core)") { last.core = "\(path)/\(core)" }
        return BootOutcome(
            cell: cell, record: record, items: evidence, console: console,
            domainXML: String(decoding: domain, as: UTF8.self),
            reproduce: text.hasPrefix(scriptHead) ? String(text.dropFirst(scriptHead.count)) : text, postMortem: last)
    }
}

// SPDX-License-Identifier: Apache-2.0

import BuildLog
import Foundation

extension Kbuild {
    private var journal: String { state("warnings", ".journal") }

    /// Where the build that begins now tells of its objects' warnings.
    func beginJournal() throws -> JournalFile {
        let isNew = !FileManager.default.fileExists(atPath: journal)
        return try WarningJournal.read(journal).begin(
            journal, hasOlder: isNew && FileManager.default.fileExists(atPath: objects + "/scripts/mod/modpost"))
    }

    /// Every warning of the kernel that was built last, whenever its object was compiled: once each, by file and line.
    /// Nil where some objects are older than the journal.
    @concurrent
    func warningsInForce() async throws -> [BuildWarning]? {
        let journal = try WarningJournal.read(journal)
        guard journal.isComplete else { return nil }
        let known = journal.warnings
        let objects = await KernelObjects.read(self.objects)
        let all = known.filter { objects.holds($0.key) }.values.flatMap { $0 }
        return Set(all).sorted {
            ($0.file, $0.line ?? 0, $0.column ?? 0, $0.message) < ($1.file, $1.line ?? 0, $1.column ?? 0, $1.message)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import Verdicts
import Vocabulary

extension ReportDocument {
    /// What was kept of a guest that did not end well. Files are named below the run's directory.
    struct PostMortemEntry: Encodable {
        let interrogation: Interrogation?
        let suspects: [Suspect]
        let core: Core?
        let disk: [DiskFile]
        let notes: [String]

        struct Interrogation: Encodable {
            let file: String
            let bytes: Int64
            let answered: String
            let nmi: Bool
            let panicked: Bool
            let cut: Bool
        }

        struct Suspect: Encodable {
            let kind: String
            let who: String
            let function: String?
            let lines: [String]
        }

        struct Core: Encodable {
            let file: String
            let bytes: Int64
            let stored_bytes: Int64
            let release: String?
            let build_id: String?
        }

        struct DiskFile: Encodable {
            let file: String
            let path: String
            let bytes: Int64
            let cut: Bool
        }

        init(_ record: PostMortemRecord, _ cell: CellSummary) {
            let place = cell.keptIn.map { $0 + "/" } ?? ""
            interrogation = record.interrogation.map {
                Interrogation(
                    file: place + "interrogation.log", bytes: $0.size.bytes, answered: $0.answered, nmi: $0.interrupted,
                    panicked: $0.panicked, cut: $0.isCut)
            }
            suspects = (cell.hang?.suspects ?? []).map {
                Suspect(kind: $0.kind.rawValue, who: $0.who, function: $0.function, lines: $0.lines)
            }
            core = record.core.map {
                Core(
                    file: place + "core", bytes: $0.size.bytes, stored_bytes: $0.stored.bytes, release: $0.release,
                    build_id: $0.buildID)
            }
            disk = record.disk.map {
                DiskFile(file: "\(place)disk/\($0.file ?? "")", path: $0.path, bytes: $0.size.bytes, cut: $0.isCut)
            }
            notes = record.notes
        }
    }
}

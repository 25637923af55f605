// SPDX-License-Identifier: Apache-2.0

import BootEvidence

/// `items.json`: what the evidence's files alone cannot say.
struct ItemIndex: Codable, Equatable {
    static let currentVersion = 1

    struct Item: Codable, Equatable {
        /// As the guest called it.
        var name: String
        /// In `evidence/`.
        var file: String
        var isCut: Bool
        /// The errno with which the guest could not read it.
        var failure: Int32?
    }

    var version = Self.currentVersion
    var items: [Item]
    var notes: [EvidenceItems.Note]
    /// Nanoseconds of the guest's CLOCK_BOOTTIME.
    var marks: [GuestStage: Int64]

    init(_ evidence: EvidenceItems) {
        let names = evidence.items.keys.sorted()
        items = zip(names, SafeFileName.encode(names)).compactMap { name, file in
            evidence.items[name].map { Item(name: name, file: file, isCut: $0.isCut, failure: $0.failure) }
        }
        notes = evidence.notes
        marks = evidence.marks
    }

    /// The evidence again; nil when the files are not those of the index.
    func evidence(_ files: [String: [UInt8]]) -> EvidenceItems? {
        var result = EvidenceItems(notes: notes, marks: marks)
        var used: Set<String> = []
        for item in items {
            guard let bytes = files["\(AttemptFiles.evidence)/\(item.file)"], result.items[item.name] == nil,
                used.insert(item.file).inserted
            else { return nil }
            result.items[item.name] = EvidenceItems.Item(bytes: bytes, isCut: item.isCut, failure: item.failure)
        }
        return result
    }
}

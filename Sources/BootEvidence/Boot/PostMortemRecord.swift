// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// What was kept of a guest that did not end well, a part of `boot.json`. What it says is there lies beside it.
public struct PostMortemRecord: Codable, Sendable, Hashable {
    /// Nil where the guest was not asked.
    public var interrogation: Interrogation?
    /// Nil where none was wanted or could be had.
    public var core: Core?
    /// Files of the guest's disk, in the order of their paths.
    public var disk: [DiskFile]
    /// What could not be had and why, or why there was nothing; for people.
    public var notes: [String]

    public init(
        interrogation: Interrogation? = nil, core: Core? = nil, disk: [DiskFile] = [], notes: [String] = []
    ) {
        self.interrogation = interrogation
        self.core = core
        self.disk = disk
        self.notes = notes
    }

    /// What a hung guest's kernel said when it was asked, `interrogation.log`.
    public struct Interrogation: Codable, Sendable, Hashable {
        public var size: ByteCount
        /// The sysrq keys that it answered, in their order, such as `lwmt`; empty when it answered none.
        public var answered: String
        /// Whether it was sent a non-maskable interrupt, because it answered nothing.
        public var interrupted: Bool
        /// Whether it panicked of that, as it is told to: its memory is then as with any panic.
        public var panicked: Bool
        /// The bound of size or time ended it.
        public var isCut: Bool

        public init(size: ByteCount, answered: String, interrupted: Bool, panicked: Bool, isCut: Bool) {
            self.size = size
            self.answered = answered
            self.interrupted = interrupted
            self.panicked = panicked
            self.isCut = isCut
        }
    }

    /// The guest's memory as an ELF file, `core`. It is not in the manifest, and may be deleted to free its space.
    public struct Core: Codable, Sendable, Hashable {
        /// The file's length.
        public var size: ByteCount
        /// What it took on the disk when it was written: pages of zeros are holes.
        public var stored: ByteCount
        /// `OSRELEASE` of the kernel's own note VMCOREINFO; nil where the dump has none, and debuggers know little of it.
        public var release: String?
        /// `BUILD-ID` of that note.
        public var buildID: String?

        public init(size: ByteCount, stored: ByteCount, release: String? = nil, buildID: String? = nil) {
            self.size = size
            self.stored = stored
            self.release = release
            self.buildID = buildID
        }
    }

    /// A file that the guest had written to its disk, in `disk/`.
    public struct DiskFile: Codable, Sendable, Hashable {
        /// In the guest; untrusted.
        public var path: String
        /// In `disk/`; given by the store.
        public var file: String?
        /// In the guest.
        public var size: ByteCount
        /// Only its end was kept.
        public var isCut: Bool

        public init(path: String, file: String? = nil, size: ByteCount, isCut: Bool) {
            self.path = path
            self.file = file
            self.size = size
            self.isCut = isCut
        }
    }
}

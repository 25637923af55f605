// SPDX-License-Identifier: Apache-2.0

import BootEvidence

/// What lies beside `boot.json` of a guest that did not end well; `BootRecord.postMortem` says what it is.
public struct PostMortemFiles: Sendable {
    public var interrogation: [UInt8]?
    /// Where the memory dump was written; the store moves it to its place. Of a stored boot, its place.
    public var core: String?
    /// In the order of the record's `disk`.
    public var disk: [[UInt8]]

    public init(interrogation: [UInt8]? = nil, core: String? = nil, disk: [[UInt8]] = []) {
        self.interrogation = interrogation
        self.core = core
        self.disk = disk
    }
}

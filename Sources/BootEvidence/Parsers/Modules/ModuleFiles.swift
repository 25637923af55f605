// SPDX-License-Identifier: Apache-2.0

/// The item `module-files`: the file of each loaded module on the modules disk, and what is in it.
public struct ModuleFiles: Hashable, Sendable {
    public struct File: Hashable, Sendable {
        /// With underscores, as the kernel prints it.
        public var module: String
        /// What the file's first bytes say: `none` (ELF), `gzip`, `xz`, `zstd`, `unknown`, or `missing`.
        public var content: String
        /// Below `/lib/modules/RELEASE`, as modules.dep(5) has it.
        public var path: String
    }

    public var files: [File]
    /// What could not be understood; nil where all was.
    public var problem: String?

    public init(_ bytes: [UInt8]) {
        var reader = LineReader()
        files = reader.map(bytes) { File($0) }
        problem = reader.problem
    }
}

extension ModuleFiles.File {
    /// `MODULE CONTENT PATH`; a path may hold blanks.
    fileprivate init?(_ line: ByteText) {
        let words = line.words
        guard words.count >= 3 else { return nil }
        self.init(module: words[0].text, content: words[1].text, path: line[words[2].startIndex...].text)
    }
}

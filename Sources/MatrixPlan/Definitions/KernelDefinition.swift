// SPDX-License-Identifier: Apache-2.0

/// A `kernels/NAME.yaml` as values.
public struct KernelDefinition: Hashable, Codable, Sendable {
    public var name: KernelName
    public var title: String
    public var source: Source
    public var configuration: Configuration
    /// Files in `kernels/patches`, applied in this order.
    public var patches: [String]

    public init(
        name: KernelName, title: String, source: Source, configuration: Configuration, patches: [String] = []
    ) {
        self.name = name
        self.title = title
        self.source = source
        self.configuration = configuration
        self.patches = patches
    }

    public enum Source: Hashable, Codable, Sendable {
        /// A distribution's source package by exact name, such as `linux-source-6.12`; it installs a tarball of the
        /// same name in `/usr/src`.
        case package(String)
        /// A commit of a git repository: a path to it, and a revision as git-rev-parse(1) takes it.
        case git(repository: String, revision: String)
    }

    public struct Configuration: Hashable, Codable, Sendable {
        /// The make target that the fragments are merged onto, such as `allnoconfig`.
        public var base: String
        /// Files `kernels/fragments/NAME.config`, later ones win.
        public var fragments: [String]
        /// Single symbols without `CONFIG_`, set last: `MODULE_STATS: y`.
        public var symbols: [String: String]

        public init(base: String, fragments: [String], symbols: [String: String] = [:]) {
            self.base = base
            self.fragments = fragments
            self.symbols = symbols
        }
    }
}

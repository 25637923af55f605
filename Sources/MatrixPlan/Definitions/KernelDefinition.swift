// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// A `kernels/NAME.yaml` as values.
public struct KernelDefinition: Hashable, Codable, Sendable {
    public var name: KernelName
    public var title: String
    public var origin: Origin
    /// The memory of its guests, where it wants another amount than the matrix gives; nil for the matrix's.
    public var memory: ByteCount?
    /// How many times slower than others it boots: every deadline of its guests is multiplied by it. At least 1.
    public var patience: Int
    /// Of a kernel that is broken on purpose: the criteria and checks that must object to it; empty where none may. Nil
    /// for every other kernel.
    public var caughtBy: [String]?

    public init(
        name: KernelName, title: String, origin: Origin, memory: ByteCount? = nil, patience: Int = 1,
        caughtBy: [String]? = nil
    ) {
        self.name = name
        self.title = title
        self.origin = origin
        self.memory = memory
        self.patience = patience
        self.caughtBy = caughtBy
    }

    /// A kernel that is built.
    public init(
        name: KernelName, title: String, source: Source, configuration: Configuration, patches: [String] = [],
        toolchain: CompilerChoice = .gcc
    ) {
        let build = Build(source: source, configuration: configuration, patches: patches, toolchain: toolchain)
        self.init(name: name, title: title, origin: .built(build))
    }

    public enum Origin: Hashable, Codable, Sendable {
        /// Compiled by us.
        case built(Build)
        /// Compiled by somebody else, and booted as it is.
        case ready(Ready)
    }

    /// A kernel that somebody else compiled. Paths are as in the file: absolute, `~/...`, or relative to `kernels/`.
    public enum Ready: Hashable, Codable, Sendable {
        /// - image: a bzImage (vmlinuz).
        /// - modules: its directory `.../lib/modules/RELEASE`.
        /// - config: its `.config`; nil where it lies beside the image as `config-RELEASE` or in the image itself.
        case files(image: String, modules: String, config: String?)
        /// A distribution's binary package by exact name, such as `linux-image-6.12-cloud-amd64`, or one that only
        /// depends on it. Used as installed, or downloaded and unpacked.
        case package(String)
    }

    /// The build of this kernel; nil for one that came ready.
    public var build: Build? {
        guard case .built(let build) = origin else { return nil }
        return build
    }

    /// The same kernel built from another source; one that came ready stays what it is.
    public func built(from source: Source) -> KernelDefinition {
        guard var build else { return self }
        build.source = source
        var copy = self
        copy.origin = .built(build)
        return copy
    }
}

extension KernelDefinition {
    /// What a kernel is compiled from, and how.
    public struct Build: Hashable, Codable, Sendable {
        public var source: Source
        public var configuration: Configuration
        /// What is applied, in this order: names in `kernels/patches` of a patch, of an mbox, or of a directory of
        /// patches.
        public var patches: [String]
        public var toolchain: CompilerChoice

        public init(
            source: Source, configuration: Configuration, patches: [String] = [], toolchain: CompilerChoice = .gcc
        ) {
            self.source = source
            self.configuration = configuration
            self.patches = patches
            self.toolchain = toolchain
        }
    }

    public enum Source: Hashable, Codable, Sendable {
        /// A distribution's source package by exact name, such as `linux-source-6.12`; it installs a tarball of the
        /// same name in `/usr/src`.
        case package(String)
        /// A commit of a git repository: a path to it, and a revision as git-rev-parse(1) takes it.
        case git(repository: String, revision: String)
        /// A tar archive with one directory that holds the tree; compressed as tar(1) knows by itself.
        case tarball(String)
    }

    public struct Configuration: Hashable, Codable, Sendable {
        /// What the requests are merged onto.
        public enum Base: Hashable, Codable, Sendable {
            /// A make target, such as `allnoconfig`.
            case target(String)
            /// A `.config`.
            case file(String)
        }

        public var base: Base
        /// Files `kernels/fragments/NAME.config`, later ones win.
        public var fragments: [String]
        /// Single symbols without `CONFIG_`, set last: `MODULE_STATS: y`.
        public var symbols: [String: String]

        public init(base: Base, fragments: [String], symbols: [String: String] = [:]) {
            self.base = base
            self.fragments = fragments
            self.symbols = symbols
        }
    }

    /// Which compiler: `gcc`, `gcc-12`, `clang`, `clang-14`. With clang the other programs are LLVM's too
    /// (Documentation/kbuild/llvm.rst).
    public struct CompilerChoice: Hashable, Codable, Sendable, CustomStringConvertible {
        public enum Family: String, Codable, Sendable, CaseIterable { case gcc, clang }
        public var family: Family
        /// The major version that the programs' names end with; nil for the plain names.
        public var version: Int?

        public init(_ family: Family, version: Int? = nil) {
            self.family = family
            self.version = version
        }

        public static let gcc = CompilerChoice(.gcc)
        public var description: String { family.rawValue + (version.map { "-\($0)" } ?? "") }
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// Why a build ended, as its own output tells it.
public struct BuildDiagnosis: Hashable, Sendable {
    public var kind: Kind
    public var blame: Blame
    /// `kernel/module/main.c:3298:2`, or the object, module or file that is named; nil when nothing is.
    public var place: String?
    /// The place, where it is a line of a file.
    public var position: FilePosition?
    /// The message, in one line, with the option that governs it.
    public var message: String
    /// `-Werror=format`, where the message names one.
    public var option: String?
    /// What make was making, such as `kernel/module/main.o`; nil when make does not say.
    public var target: String?
    /// What to do, where that is known.
    public var remedy: String?
    /// The message as it was printed with what belongs to it: how the file came to be included, the function, the
    /// source with its carets, the notes.
    public var lines: [String]
    /// The message's line in the log, from 1; 0 where it comes from elsewhere.
    public var number: Int

    public init(
        kind: Kind, blame: Blame, place: String? = nil, position: FilePosition? = nil, message: String,
        option: String? = nil, target: String? = nil, remedy: String? = nil, lines: [String], number: Int = 0
    ) {
        self.kind = kind
        self.blame = blame
        self.place = place
        self.position = position
        self.message = message
        self.option = option
        self.target = target
        self.remedy = remedy
        self.lines = lines
        self.number = number
    }

    /// What kind of trouble it is. Whose it is, is `blame`'s to say: a missing header can be the kernel's or the host's.
    public enum Kind: String, Sendable, CaseIterable {
        /// The C preprocessor, a C or a Rust compiler refuses the source.
        case compile
        case assemble
        case link
        /// modpost refuses a symbol, a section or a licence.
        case modpost
        case objtool
        /// pahole or resolve_btfids.
        case btf
        /// A Kconfig file cannot be read.
        case kconfig
        /// dtc refuses a device tree.
        case deviceTree = "device-tree"
        /// A `.config`, a fragment or an argument of make asks for what cannot be.
        case configuration
        /// make does not know how to make something, or cannot read a Makefile.
        case makeRule = "make-rule"
        /// A script or a program of the kernel's own build fails.
        case buildProgram = "build-program"
        /// A program, a library or a header is not installed, or too old.
        case missing
        case diskFull = "disk-full"
        case outOfMemory = "out-of-memory"
        /// A program was ended from outside, as by the kernel for want of memory.
        case killed
        /// A compiler or another program crashed.
        case crash
        /// A file cannot be read or written: permissions, a failing disk.
        case file
        /// Only make's own words are left.
        case unknown
    }
}

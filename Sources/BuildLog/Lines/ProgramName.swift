// SPDX-License-Identifier: Apache-2.0

/// A program that takes part in a build, told by the name it puts before its messages: `gcc`, `ld.lld-14`,
/// `/usr/bin/aarch64-linux-gnu-ld`.
enum ProgramName {
    case compiler
    case assembler
    case linker
    /// Of the binutils, LLVM, or the kernel's own tools.
    case other

    private static let compilers: Set<Text> = [
        "gcc", "cc", "cc1", "cc1plus", "g++", "c++", "clang", "clang++", "cpp", "lto1", "lto-wrapper", "rustc",
        "bindgen", "gnat1", "hostcc", "f951",
    ]
    private static let linkers: Set<Text> = ["ld", "ld.bfd", "ld.gold", "ld.lld", "lld", "collect2", "mold", "ld.mold"]
    private static let others: Set<Text> = [
        "objcopy", "strip", "nm", "ar", "ranlib", "objdump", "readelf", "objtool", "ccache", "sccache", "distcc",
        "pahole", "dtc", "fixdep", "llvm-objcopy", "llvm-strip", "llvm-nm", "llvm-ar",
    ]

    /// - Parameter text: the word before the colon, a path or a name.
    init?(_ text: Text) {
        var name = text.fileName
        // A version: clang-14, ld.lld-14, gcc-12.2.0.
        if let dash = name.lastIndex(of: "-") {
            let version = name[dash...].dropFirst()
            if !version.isEmpty, version.allSatisfy({ $0.isNumber || $0 == "." }) { name = name[..<dash] }
        }
        if let kind = Self.kind(name) {
            self = kind
        } else if let dash = name.lastIndex(of: "-"), let kind = Self.kind(name[dash...].dropFirst()) {
            // A cross compiler's: x86_64-linux-gnu-gcc.
            self = kind
        } else {
            return nil
        }
    }

    private static func kind(_ name: Text) -> ProgramName? {
        if compilers.contains(name) { return .compiler }
        if name == "as" || name == "gas" || name == "llvm-as" { return .assembler }
        if linkers.contains(name) { return .linker }
        return others.contains(name) ? .other : nil
    }
}

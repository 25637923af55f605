// SPDX-License-Identifier: Apache-2.0

/// What a host lacks for building a kernel, as the names of Debian's packages.
enum MissingPiece {
    private static let programs = [
        "ld": "binutils", "as": "binutils", "objcopy": "binutils", "nm": "binutils",
        "ar": "binutils", "strip": "binutils", "lz4": "lz4", "lz4c": "lz4", "lzop": "lzop", "xz": "xz-utils",
        "lzma": "xz-utils", "zstd": "zstd", "bzip2": "bzip2", "gzip": "gzip", "depmod": "kmod",
        "dtc": "device-tree-compiler", "mkimage": "u-boot-tools", "ld.lld": "lld", "llvm-ar": "llvm",
        "llvm-nm": "llvm", "llvm-objcopy": "llvm", "llvm-strip": "llvm", "cc1plus": "g++", "cc": "gcc",
        "python": "python3", "pkg-config": "pkg-config", "awk": "gawk", "hostname": "hostname", "find": "findutils",
    ]
    /// Headers of host programs by how their names begin.
    private static let headers = [
        ("openssl/", "libssl-dev"), ("libelf.h", "libelf-dev"), ("gelf.h", "libelf-dev"), ("elfutils/", "libdw-dev"),
        ("dwarf.h", "libdw-dev"), ("ncurses", "libncurses-dev"), ("curses.h", "libncurses-dev"),
        ("gmp.h", "libgmp-dev"), ("mpc.h", "libmpc-dev"), ("zlib.h", "zlib1g-dev"), ("lzma.h", "liblzma-dev"),
        ("zstd.h", "libzstd-dev"), ("yaml.h", "libyaml-dev"), ("bfd.h", "binutils-dev"),
        ("sys/capability.h", "libcap-dev"), ("numa.h", "libnuma-dev"), ("gcc-plugin.h", "gcc-12-plugin-dev"),
        ("gnu/stubs", "libc6-dev"), ("bits/", "libc6-dev"), ("stdio.h", "libc6-dev"), ("stdlib.h", "libc6-dev"),
        ("sys/types.h", "libc6-dev"), ("unistd.h", "libc6-dev"), ("tls.h", "libc6-dev"),
    ]
    private static let libraries = [
        "elf": "libelf-dev", "crypto": "libssl-dev", "ssl": "libssl-dev", "z": "zlib1g-dev",
        "ncurses": "libncurses-dev",
        "ncursesw": "libncurses-dev", "dw": "libdw-dev", "lzma": "liblzma-dev", "zstd": "libzstd-dev",
        "yaml": "libyaml-dev", "gcc": "libgcc-12-dev", "c": "libc6-dev", "cap": "libcap-dev",
    ]

    /// Compiled to run during the build; what is in no such directory is the kernel's, and has no business with these.
    private static func isOfHostProgram(_ file: Text) -> Bool {
        file.holds(anyOf: ["scripts/", "tools/", "certs/", "usr/"])
    }

    /// What to do about a program; nil for one of the build's own.
    static func program(_ name: Text) -> String? { program(String(name)) }
    static func program(_ name: String) -> String? {
        guard !name.isEmpty, !name.contains("/"), name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        return "install \(programs[name] ?? name)"
    }

    /// What to do about `cannot find -lelf`.
    static func library(in message: String) -> String? {
        guard let name = message[...].after("-l")?.prefix(while: { $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
            return nil
        }
        return "install \(libraries[String(name)] ?? "the development package of lib\(name)")"
    }

    /// What to do about a header that only a package can bring: `openssl/bio.h: No such file or directory` (gcc),
    /// `'openssl/bio.h' file not found` (clang).
    static func header(in found: PlacedMessage) -> String? {
        let message = found.message
        let name =
            message.before(": No such file or directory")
            ?? (message.holds("file not found") ? message.quoted : nil)
        guard let name, isOfHostProgram(found.subject) else { return nil }
        return headers.first { name.hasPrefix($0.0) }.map { "install \($0.1)" }
    }
}

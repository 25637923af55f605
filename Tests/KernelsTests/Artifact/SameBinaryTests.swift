// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Testing

@testable import Kernels

/// Compiles small C files as a kernel's module would be.
@Suite struct SameBinaryTests {
    private let scratch: Scratch
    private static let salt = "0123456789abcdef0123456789abcdef"

    init() throws { scratch = try Scratch() }

    private func digest(_ source: String, salt: String = salt, linked: Bool = false) async throws -> String {
        try scratch.write(source, to: "x.c")
        let object = scratch.path + "/x.o"
        let mode = linked ? ["-shared", "-nostdlib", "-Wl,--build-id=sha1"] : ["-c"]
        try await Command("gcc", ["-g", "-O1", "-fPIC"] + mode + ["-o", object, scratch.path + "/x.c"]).run().checked()
        var digest = BinaryDigest(salt: salt)
        try digest.add(program: object, as: "x.o")
        return digest.finish()
    }

    private static let plain = "extern int a(void), b(void);\nint f(int x) { return x + a(); }\n/* one */ int d = 3;\n"

    @Test func commentsAndDebugInformationDoNotCount() async throws {
        let first = try await digest(Self.plain)
        #expect(try await digest(Self.plain) == first)
        #expect(try await digest(Self.plain.replacing("one", with: "another")) == first)
        #expect(try await digest("\n\n" + Self.plain) == first)
    }

    @Test func codeDataAndWhatIsCalledDo() async throws {
        let first = try await digest(Self.plain)
        #expect(try await digest(Self.plain.replacing("x +", with: "x -")) != first)
        #expect(try await digest(Self.plain.replacing("= 3", with: "= 4")) != first)
        // Not a byte of the loaded sections differs: only the relocation's symbol does.
        #expect(try await digest(Self.plain.replacing("x + a()", with: "x + b()")) != first)
        #expect(try await digest("\n" + Self.plain.replacing("x + a()", with: "x + __LINE__")) != first)
    }

    /// The salt is in a note, and in the vDSO inside vmlinux's data; build-ids follow from it.
    @Test func theSaltDoesNotCount() async throws {
        let other = "fedcba9876543210fedcba9876543210"
        func source(_ salt: String) -> String { Self.plain + "const char s[] = \"x\(salt)y\";\n" }
        for linked in [false, true] {
            let first = try await digest(source(Self.salt), linked: linked)
            #expect(try await digest(source(other), salt: other, linked: linked) == first)
            #expect(try await digest(source("fedcba9876543210fedcba987654321x"), salt: other, linked: linked) != first)
        }
    }

    @Test func configurationsAndFiles() throws {
        func digest(_ config: String, _ text: String, _ image: String) throws -> String {
            try scratch.write(config, to: "config")
            try scratch.write(text, to: "text")
            try scratch.write(image, to: "image")
            var digest = BinaryDigest(salt: Self.salt)
            try digest.add(configuration: scratch.path + "/config")
            try digest.add(text: scratch.path + "/text", as: "text")
            try digest.add(image: scratch.path + "/image", from: 4, as: "image")
            return digest.finish()
        }
        let first = try digest("CONFIG_BUILD_SALT=\"1\"\nCONFIG_A=y\n", "t", "abcdef")
        #expect(try digest("CONFIG_BUILD_SALT=\"2\"\nCONFIG_A=y\n", "t", "ABCDef") == first)
        #expect(try digest("CONFIG_BUILD_SALT=\"1\"\nCONFIG_A=m\n", "t", "abcdef") != first)
        #expect(try digest("CONFIG_BUILD_SALT=\"1\"\nCONFIG_A=y\n", "u", "abcdef") != first)
        #expect(try digest("CONFIG_BUILD_SALT=\"1\"\nCONFIG_A=y\n", "t", "abcdeg") != first)
    }

    @Test func whatIsNoProgramIsAnError() throws {
        try scratch.write("no ELF", to: "x.ko")
        var digest = BinaryDigest(salt: Self.salt)
        #expect(throws: KernelError.self) { try digest.add(program: scratch.path + "/x.ko", as: "x") }
    }
}

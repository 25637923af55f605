// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The other end of the protocol: the guest's own encoder, compiled here and held against the same vectors.
struct GuestEncoderTests {
    private func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    @Test func theGuestsEncoderMakesTheVectors() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "bootmatrix-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let program = directory.appending(path: "vectors").path

        let guest = PackageFiles.path("images/guest")
        let compiled = try run(
            "/usr/bin/env",
            [
                "cc", "-std=gnu11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-I", guest, "-o", program,
                "\(guest)/tests/vectors.c", "\(guest)/frame.c", "\(guest)/crc32.c",
            ])
        try #require(compiled.status == 0, "\(compiled.output)")
        let checked = try run(program, [PackageFiles.path("docs/evidence-vectors")])
        #expect(checked.status == 0, "\(checked.output)")
    }
}

// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import Testing

/// Parts of the guest program, compiled for this host.
enum CompiledProgram {
    /// Compiles files of images/guest and gives the program's path for the time of the body.
    static func make(_ files: String..., body: (String) throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let guest = PackageFiles.path("images/guest")
            let program = directory + "/program"
            let flags = ["-std=gnu11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-I", guest, "-o", program]
            let compiled = try run("/usr/bin/env", ["cc"] + flags + files.map { "\(guest)/\($0)" })
            try #require(compiled.status == 0, "\(compiled.output)")
            try body(program)
        }
    }

    static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
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
}

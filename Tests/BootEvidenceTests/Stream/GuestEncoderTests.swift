// SPDX-License-Identifier: Apache-2.0

import Testing

/// The other end of the protocol: the guest's own program, compiled here.
struct GuestEncoderTests {
    @Test func theGuestsEncoderMakesTheVectors() async throws {
        try await CompiledProgram.make("tests/vectors.c", "frame.c", "crc32.c") { program in
            let checked = try CompiledProgram.run(program, [PackageFiles.path("docs/evidence-vectors")])
            #expect(checked.status == 0, "\(checked.output)")
        }
    }

    /// The last table of docs/evidence.md.
    @Test func theGuestReadsItsCommandLine() async throws {
        let lines: [(String, String)] = [
            ("", "coldplug settle=120 sample=100 off=0 hold=0 replays=10 ''"),
            (
                "ro bootmatrix.workload=coldplug bootmatrix.end=poweroff bootmatrix.hold=70 udev.children_max=64",
                "coldplug settle=120 sample=100 off=1 hold=70 replays=10 ''"
            ),
            (
                "bootmatrix.hold=86401",
                "coldplug settle=120 sample=100 off=0 hold=0 replays=10 'not understood: bootmatrix.hold=86401'"
            ),
            (
                "bootmatrix.hold= bootmatrix.end=sleep bootmatrix.hold=-1",
                "coldplug settle=120 sample=100 off=0 hold=0 replays=10 'not understood: bootmatrix.hold=, bootmatrix.end=sleep, bootmatrix.hold=-1'"
            ),
            (
                "bootmatrix.workload=cpu-replay bootmatrix.replays=3",
                "cpu-replay settle=120 sample=100 off=0 hold=0 replays=3 ''"
            ),
            (
                "bootmatrix.replays=101",
                "coldplug settle=120 sample=100 off=0 hold=0 replays=10 'not understood: bootmatrix.replays=101'"
            ),
        ]
        try await CompiledProgram.make("tests/options.c", "options.c") { program in
            let read = try CompiledProgram.run(program, lines.map(\.0))
            #expect(read.output.split(separator: "\n").map(String.init) == lines.map(\.1))
        }
    }
}

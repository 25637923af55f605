// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Campaign
import BootEvidence
import Dispatch
import Foundation
import Glibc
import Host

/// The same guest by plain QEMU: the command that the store keeps beside each boot, run as it stands.
///
/// The command writes its evidence to `evidence.bin` in the current directory. Here that is a named pipe, so that the
/// seal is seen the moment it comes, and by waiting instead of looking again and again.
struct PlainGuest: Sendable {
    /// A shell's words, as in a cell's reproduce.sh.
    let command: String
    let scratch: String

    /// From the start of QEMU to the seal. QEMU is gone when this returns; its teardown is not in the time.
    func boot() async throws -> Duration {
        let place = "\(scratch)/plain-\(UInt32.random(in: 0...UInt32.max))"
        try Directories.make(place)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let pipe = place + "/evidence.bin"
        guard mkfifo(pipe, 0o600) == 0 else { throw HostError.file("make the pipe", pipe, errno: errno) }
        return try await withCheckedThrowingContinuation { continuation in
            // Waits for the guest: not on the cooperative pool.
            DispatchQueue.global().async { continuation.resume(with: Result { try run(in: place, pipe: pipe) }) }
        }
    }

    private func run(in place: String, pipe: String) throws -> Duration {
        // Without O_NONBLOCK this would wait for QEMU, which is not there yet.
        let descriptor = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw HostError.file("open the pipe", pipe, errno: errno) }
        defer { close(descriptor) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "exec \(command) > console.log 2> qemu.log < /dev/null"]
        process.currentDirectoryURL = URL(fileURLWithPath: place)
        let started = ContinuousClock.now
        try process.run()
        defer {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        var decoder = EvidenceStreamDecoder()
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, 60_000) > 0 else { throw BenchError("plain QEMU said nothing for a minute") }
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else {
                let words = (try? String(contentsOfFile: place + "/qemu.log", encoding: .utf8)) ?? ""
                throw BenchError("plain QEMU ended before the seal: \(words.suffix(300))")
            }
            for event in decoder.feed(Array(buffer[..<count])) {
                if case .sealed = event { return started.duration(to: .now) }
                if case .broken(let fault) = event { throw BenchError("plain QEMU's evidence: \(fault.what)") }
            }
        }
    }
}

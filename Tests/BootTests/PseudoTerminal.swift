// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization

/// A terminal of a test, with the executable at one end and the test at the other (pty(7)).
final class PseudoTerminal: Sendable {
    private let master: Int32
    private let slave: Int32
    private let process: Process
    private let shown = Mutex<[UInt8]>([])
    private let size = 65_536

    struct Failed: Error {}

    /// TIOCSPTLCK and TIOCGPTN (asm-generic/ioctls.h).
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430

    /// Starts the words with the terminal at all three descriptors, 30 lines of 120 columns.
    init(_ words: [String], in directory: String, environment: [String: String]) throws {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // posix_openpt(3) and its kin are not imported; these are what they do (ioctl_tty(2)).
        var (lock, number) = (Int32(0), UInt32(0))
        guard master >= 0, ioctl(master, Self.setLock, &lock) == 0, ioctl(master, Self.getNumber, &number) == 0 else {
            throw Failed()
        }
        let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var window = winsize(ws_row: 30, ws_col: 120, ws_xpixel: 0, ws_ypixel: 0)
        guard slave >= 0, ioctl(slave, UInt(TIOCSWINSZ), &window) == 0 else { throw Failed() }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.environment = environment
        let end = FileHandle(fileDescriptor: slave)
        (process.standardInput, process.standardOutput, process.standardError) = (end, end, end)
        try process.run()
        (self.master, self.slave, self.process) = (master, slave, process)
        let flags = fcntl(master, F_GETFL)
        _ = fcntl(master, F_SETFL, flags | O_NONBLOCK)
    }

    deinit {
        close(master)
        close(slave)
    }

    /// The settings that stty(1) shows: input, output, control, local.
    var settings: [UInt32] {
        var now = termios()
        return tcgetattr(slave, &now) == 0 ? [now.c_iflag, now.c_oflag, now.c_cflag, now.c_lflag] : []
    }

    var screen: String { shown.withLock { String(decoding: $0, as: UTF8.self) } }

    func type(_ text: String) {
        Array(text.utf8).withUnsafeBytes { _ = write(master, $0.baseAddress, $0.count) }
    }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Reads until the screen holds the text; false when the process ended without.
    func shows(_ text: String) async throws -> Bool {
        while true {
            let isRunning = process.isRunning
            take()
            if screen.contains(text) { return true }
            if !isRunning { return false }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Reads until the process has ended: its status, or minus the signal.
    func finish() async throws -> Int32 {
        while process.isRunning {
            take()
            try await Task.sleep(for: .milliseconds(20))
        }
        take()
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    private func take() {
        var buffer = [UInt8](repeating: 0, count: size)
        while true {
            let count = read(master, &buffer, size)
            if count <= 0 { return }
            shown.withLock { $0 += buffer[..<count] }
        }
    }
}

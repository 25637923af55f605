// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A small process of its own that gives the terminal back when we cannot: after a crash or `kill -9`.
///
/// It is this executable again, in a session of its own so that no signal of the terminal reaches it. It remembers how
/// the terminal is before we change it, says so, and waits at a socket whose other end the kernel closes with us.
struct TerminalGuard: ~Copyable {
    /// The one argument that makes the executable this guard.
    static let word = "terminal-guard"
    /// The guard's end of the socket.
    private static let socketNumber: Int32 = 3

    private let process: pid_t
    private let socket: Int32

    /// Starts the guard for the terminal at standard input, and waits until it is ready.
    /// - Returns: nil where it cannot be had; the terminal then depends on us alone.
    static func start() -> TerminalGuard? {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], socketNumber)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            close(ends[1])
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("bootmatrix"), strdup(word), nil]
        defer { arguments.forEach { free($0) } }
        var process: pid_t = 0
        let error = posix_spawn(&process, "/proc/self/exe", &actions, nil, &arguments, environ)
        guard error == 0 else {
            close(ends[0])
            return nil
        }
        // It starts in some 50 ms; one that does not is not waited for.
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var byte: UInt8 = 0
        guard read(ends[0], &byte, 1) == 1 else {
            close(ends[0])
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
            return nil
        }
        return TerminalGuard(process: process, socket: ends[0])
    }

    private init(process: pid_t, socket: Int32) {
        self.process = process
        self.socket = socket
    }

    /// The terminal is as it was: the guard has nothing to do. Returns when it is gone.
    consuming func dismiss() {
        var byte: UInt8 = 0
        write(socket, &byte, 1)
        waitpid(process, nil, 0)
        close(socket)
    }

    /// The guard itself.
    static func run() -> Never {
        var settings = termios()
        // No signal of the terminal reaches a session without one, and it may set any terminal that it has open.
        setsid()
        for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTTOU, SIGPIPE] { signal(number, SIG_IGN) }
        guard tcgetattr(0, &settings) == 0 else { exit(1) }
        var byte: UInt8 = 0
        guard write(socketNumber, &byte, 1) == 1 else { exit(1) }
        var count = 0
        repeat { count = read(socketNumber, &byte, 1) } while count < 0 && errno == EINTR
        if count != 1 {
            tcsetattr(0, TCSANOW, &settings)
            Output.write(raw: RawTerminal.reset, to: 0)
        }
        exit(0)
    }
}

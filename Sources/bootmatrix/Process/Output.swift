// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Reports

/// Standard output for results, standard error for everything else.
enum Output {
    static func text(_ text: String) { write(text, to: 1) }
    static func error(_ text: String) { write(text, to: 2) }

    /// The text with a newline at its end, in as few writes as the descriptor takes; a closed pipe is not our concern.
    static func write(_ text: String, to descriptor: Int32) {
        let line = text.hasSuffix("\n") || text.isEmpty ? text : text + "\n"
        Array(line.utf8).withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
                if count < 0, errno == EINTR { continue }
                if count < 0, errno == EAGAIN {
                    // A non-blocking descriptor, as some CI runners hand us.
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&ready, 1, -1)
                    continue
                }
                // Half a result must not leave with the code of a whole one; a reader that had enough is no error.
                if count < 0, errno != EPIPE, descriptor == 1 {
                    Self.error("bootmatrix: cannot write the result: \(String(cString: strerror(errno)))")
                    ProcessExit.noVerdict.leave()
                }
                if count <= 0 { return }
                written += count
            }
        }
    }

    static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Colour only on a terminal and only without NO_COLOR (no-color.org).
    static func wantsColour(_ descriptor: Int32) -> Bool {
        isTerminal(descriptor) && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    }

    /// Columns of the terminal; nil where there is none.
    static func width(_ descriptor: Int32) -> Int? { size(descriptor)?.columns }

    /// Lines of the terminal; nil where there is none.
    static func height(_ descriptor: Int32) -> Int? { size(descriptor)?.rows }

    /// ioctl_tty(2).
    private static func size(_ descriptor: Int32) -> (rows: Int, columns: Int)? {
        var size = winsize()
        guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return (Int(size.ws_row), Int(size.ws_col))
    }
}

extension Output {
    /// Whether the locale's character set is UTF-8 (locale(7): the first of LC_ALL, LC_CTYPE and LANG that is set).
    /// A pipe gets UTF-8 in any case, so that a report is the same wherever it is made.
    static var speaksUnicode: Bool {
        guard isatty(1) == 1 else { return true }
        let environment = ProcessInfo.processInfo.environment
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        guard let locale = locale?.lowercased() else { return false }
        return locale.contains("utf-8") || locale.contains("utf8")
    }

    /// How a table on standard output looks.
    /// - Parameter width: columns as the user wishes them; nil for the terminal's, or 100.
    static func style(width: Int? = nil) -> TableStyle {
        TableStyle(width: width ?? Self.width(1) ?? 100, colour: wantsColour(1), unicode: speaksUnicode)
    }
}

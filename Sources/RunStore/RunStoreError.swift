// SPDX-License-Identifier: Apache-2.0

import Glibc
public import Vocabulary

/// What can go wrong with runs on disk. Cells that were stored before stay as they are in every case.
public struct RunStoreError: DiagnosableError {
    public enum Code: String, Sendable {
        /// A system call on a file failed; `errorNumber` says how.
        case file
        /// There is already something where the run should go.
        case runExists = "run-exists"
        case noSuchRun = "no-such-run"
        case ambiguousRun = "ambiguous-run"
        /// Another process writes to the run.
        case locked
        /// What is stored is not what was written.
        case unreadable
        /// Written by a later version.
        case unknownVersion = "unknown-version"
        /// A cell that the plan does not have, or a record of another cell.
        case wrongCell = "wrong-cell"
        /// The attempt is already stored.
        case attemptExists = "attempt-exists"
    }

    public let kind: Code
    public let blame: Blame
    public let what: String
    public let location: String?
    public let remedy: String?
    public let cause: (any Error)?
    /// The errno of a failed system call (errno(3)).
    public let errorNumber: Int32?
    public var code: String { kind.rawValue }

    init(
        _ kind: Code, blame: Blame, _ what: String, at location: String?, remedy: String?, errorNumber: Int32? = nil,
        cause: (any Error)? = nil
    ) {
        self.kind = kind
        self.blame = blame
        self.what = what
        self.location = location
        self.remedy = remedy
        self.errorNumber = errorNumber
        self.cause = cause
    }

    /// A failed system call on a file, with the errno's text and what usually helps.
    static func system(_ action: String, _ path: String, _ number: Int32) -> RunStoreError {
        let remedy: String? =
            switch number {
            case ENOSPC, EDQUOT: "free disk space there and continue the run with --resume; the stored cells are kept"
            case EFBIG: "raise the limit on file sizes (ulimit -f) and continue the run with --resume"
            case EACCES, EPERM, EROFS: "make it writable for this user, or set BOOTMATRIX_STATE to another directory"
            case ENOTDIR: "remove the file that stands where a directory should be, or set BOOTMATRIX_STATE"
            case EMFILE, ENFILE: "raise the limit on open files (ulimit -n)"
            case EIO: "look at the disk: dmesg may say more"
            default: nil
            }
        return RunStoreError(
            .file, blame: .host, "cannot \(action): \(String(cString: strerror(number)))", at: path, remedy: remedy,
            errorNumber: number)
    }

    /// Stored bytes that cannot be trusted.
    static func unreadable(_ what: String, at path: String, cause: (any Error)? = nil) -> RunStoreError {
        RunStoreError(
            .unreadable, blame: .harness, what, at: path,
            remedy: "boot the cell again with --resume, or restore the files from a backup", cause: cause)
    }
}

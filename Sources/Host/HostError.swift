// SPDX-License-Identifier: Apache-2.0

import Glibc
public import Vocabulary

/// What can go wrong between us and the host.
public struct HostError: DiagnosableError {
    public enum Code: String, Sendable {
        case commandFailed = "command-failed"
        case commandNotFound = "command-not-found"
        case file = "file"
        case noSpace = "no-space"
        case locked = "locked"
        case corruptCache = "corrupt-cache"
        case missingPackages = "missing-packages"
        case tooSmall = "too-small"
    }

    public let kind: Code
    public let blame: Blame
    public let what: String
    public let location: String?
    public let remedy: String?
    public let cause: (any Error)?
    public var code: String { kind.rawValue }

    public init(
        _ kind: Code, blame: Blame = .host, _ what: String, at location: String? = nil, remedy: String? = nil,
        cause: (any Error)? = nil
    ) {
        self.kind = kind
        self.blame = blame
        self.what = what
        self.location = location
        self.remedy = remedy
        self.cause = cause
    }

    /// A failed system call on a file, with the errno's text (errno(3)) and what usually helps.
    public static func file(_ action: String, _ path: String, errno code: Int32) -> HostError {
        let remedy: String? =
            switch code {
            case ENOSPC, EDQUOT: "free disk space, or set BOOTMATRIX_CACHE and BOOTMATRIX_STATE to a larger disk"
            case EFBIG: "raise the limit on a file's size: ulimit -f"
            case EACCES, EPERM, EROFS: "make the directory writable, or set BOOTMATRIX_CACHE and BOOTMATRIX_STATE"
            default: nil
            }
        return HostError(
            Self.isLackOfSpace(code) ? .noSpace : .file, "cannot \(action): \(String(cString: strerror(code)))",
            at: path, remedy: remedy)
    }

    /// Full disk, used-up quota, or a file longer than the process may make one (write(2)).
    static func isLackOfSpace(_ code: Int32) -> Bool { [ENOSPC, EDQUOT, EFBIG].contains(code) }
}

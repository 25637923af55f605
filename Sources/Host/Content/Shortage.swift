// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Vocabulary

/// A disk that was full, told from the many ways in which programs say so.
enum Shortage {
    /// The error as it is, or, where a full disk lies beneath it, one that says what has no room and how much there is.
    ///
    /// - Parameters:
    ///   - what: was being made.
    ///   - written: what of it was there already.
    ///   - free: what the disk had left then; nil where nobody knows.
    static func explain(
        _ error: any Error, of what: String, written: ByteCount, free: ByteCount?, at root: String
    ) -> any Error {
        // Said before it happened, with what is needed.
        if let known = error as? any DiagnosableError, ["no-space", "disk-space"].contains(known.code),
            !(error is HostError)
        {
            return error
        }
        // A program that cannot write says many things; the disk says one.
        let isFull = free.map { $0 < .mebibytes(1) } ?? false
        guard !(error is CancellationError), isFull || isBeneath(error) else { return error }
        let free = free ?? .bytes(0)
        return HostError(
            .noSpace, "there is no room for \(what): it needs more than \(written), and \(free) is free", at: root,
            remedy: "free disk space (`bootmatrix cache prune --max-size SIZE`), raise a limit on files' sizes, or set "
                + "BOOTMATRIX_CACHE to a larger disk",
            cause: error)
    }

    private static func isBeneath(_ error: any Error) -> Bool {
        if let error = error as? HostError, error.kind == .noSpace { return true }
        if let known = error as? any DiagnosableError { return known.cause.map(isBeneath) ?? false }
        if let error = error as? CocoaError, error.code == .fileWriteOutOfSpace { return true }
        if let error = error as? POSIXError { return HostError.isLackOfSpace(error.code.rawValue) }
        let beneath = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
        return beneath.map(isBeneath) ?? false
    }
}

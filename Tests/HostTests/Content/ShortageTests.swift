// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing
import Vocabulary

@testable import Host

/// The many ways in which programs say that a disk is full.
@Suite struct ShortageTests {
    private struct Odd: Error {}

    private func explained(_ error: any Error, free: ByteCount = .gibibytes(1)) -> HostError? {
        Shortage.explain(error, of: "kernel stats", written: .mebibytes(12), free: free, at: "/c/kernels") as? HostError
    }

    @Test func aFullDiskIsFoundBeneathEveryError() {
        let full = HostError.file("store", "/c/f", errno: ENOSPC)
        let causes: [any Error] = [
            full, HostError.file("store", "/c/f", errno: EDQUOT), HostError.file("store", "/c/f", errno: EFBIG),
            HostError(.file, "cannot copy", cause: CocoaError(.fileWriteOutOfSpace)), POSIXError(.ENOSPC),
            HostError(.commandFailed, "outer", cause: HostError(.file, "inner", cause: full)),
            NSError(domain: "x", code: 1, userInfo: [NSUnderlyingErrorKey: POSIXError(.EFBIG)]),
        ]
        for cause in causes {
            let error = explained(cause)
            #expect(error?.kind == .noSpace, "\(cause)")
            #expect(
                error?.what == "there is no room for kernel stats: it needs more than 12 MiB, and 1 GiB is free",
                "\(cause)")
            #expect(error?.cause != nil && error?.remedy?.contains("bootmatrix cache prune") == true)
        }
    }

    /// Whatever was said, when nothing is left.
    @Test func aDiskWithoutRoomIsTheReason() {
        #expect(explained(Odd(), free: .kibibytes(900))?.what.hasSuffix("and 900 KiB is free") == true)
        #expect(explained(Odd()) == nil)
    }

    @Test func otherErrorsStayAsTheyAre() {
        #expect(explained(CancellationError(), free: .bytes(0)) == nil)
        #expect(explained(HostError.file("read", "/c/f", errno: EACCES))?.kind == .file)
    }
}

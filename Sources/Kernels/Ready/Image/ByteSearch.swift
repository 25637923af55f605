// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

extension Data {
    /// The index of the first place where the text begins. Kernels are tens of megabytes, and memchr(3) skips what
    /// cannot begin it.
    func position(of text: String) -> Int? {
        let mark = Array(text.utf8)
        guard let first = mark.first else { return nil }
        return withUnsafeBytes { bytes -> Int? in
            guard let start = bytes.baseAddress else { return nil }
            var place = 0
            while bytes.count - place >= mark.count,
                let found = memchr(start + place, Int32(first), bytes.count - place - mark.count + 1)
            {
                place = UnsafeRawPointer(found) - start
                if memcmp(found, mark, mark.count) == 0 { return startIndex + place }
                place += 1
            }
            return nil
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
public import Testing

extension Trait where Self == ConditionTrait {
    /// Left out of `make test` for the time that it takes; `make torture` runs it.
    public static var torture: Self {
        .enabled("part of `make torture` (BOOTMATRIX_TORTURE=1)") {
            ProcessInfo.processInfo.environment["BOOTMATRIX_TORTURE"] == "1"
        }
    }
}

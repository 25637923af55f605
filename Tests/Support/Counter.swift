// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A number that several tasks change.
public final class Counter: Sendable {
    private let state = Mutex(0)

    public init() {}

    public var value: Int { state.withLock(\.self) }

    /// Adds, and gives the sum.
    @discardableResult
    public func add(_ amount: Int) -> Int {
        state.withLock { value in
            value += amount
            return value
        }
    }
}

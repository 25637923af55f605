// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization
import Testing

@testable import Guests

@Suite("A call that may not come back", .timeLimit(.minutes(1)))
struct CallBoundTests {
    @Test("is rescued when its time is up")
    func rescued() {
        let gate = DispatchSemaphore(value: 0)
        CallBound.run(.milliseconds(10), rescue: { gate.signal() }) { gate.wait() }
        // It came back, or the test's own time is up.
    }

    @Test("is left alone when it does")
    func usual() {
        let rescues = Mutex(0)
        let result = CallBound.run(.seconds(50), rescue: { rescues.withLock { $0 += 1 } }) { 7 }
        #expect(result == 7 && rescues.withLock { $0 } == 0)
    }

    @Test("throws what it throws")
    func failing() {
        struct Refusal: Error {}
        #expect(throws: Refusal.self) { try CallBound.run(rescue: {}) { throw Refusal() } }
    }
}

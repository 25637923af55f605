// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Testing

struct KernelMessagesTests {
    @Test func recordsAreRead() throws {
        let messages = KernelMessages(
            [UInt8](
                "6,0,0,-;Linux version 6.12\n30,1,2347921,c,caller=T1;hello\\x20\\x09\\x5c world\n KEY=a b\n K2=c\n"))
        #expect(messages.problem == nil)
        #expect(messages.dropped == 0)
        let second = try #require(messages.records.last)
        #expect(second.level == 6)
        #expect(second.facility == 3)
        #expect(second.microseconds == 2_347_921)
        #expect(String(decoding: second.text, as: UTF8.self) == "hello \t\\ world")
        #expect(second.properties == ["KEY=a b", "K2=c"])
    }

    @Test func gapsAreDroppedMessages() {
        #expect(KernelMessages([UInt8]("6,5,0,-;a\n6,6,0,-;b\n6,9,0,-;c\n")).dropped == 7)
        #expect(KernelMessages([]).dropped == 0)
    }

    @Test func theLogIsThatOfDmesg() {
        let messages = KernelMessages(
            [UInt8]("6,0,1234567,-;one\\x0atwo\n30,1,2000000,-;a program\n4,2,100000000009,-;three\n"))
        #expect(
            String(decoding: messages.log, as: UTF8.self)
                == "[    1.234567] one\n[    1.234567] two\n[100000.000009] three\n")
    }

    @Test(arguments: ["6,0;x", "a,0,0,-;x", "6,0,0,-", " KEY=v", "9999999,0,0,-;x", "6,18446744073709551615,0,-;x"])
    func nonsenseIsAProblem(_ line: String) {
        #expect(KernelMessages([UInt8](line + "\n")).problem != nil)
    }

    @Test func aSequenceThatGoesBackIsAProblem() {
        let messages = KernelMessages([UInt8]("6,5,0,-;a\n6,4,0,-;b\n"))
        #expect(messages.records.count == 1)
        #expect(messages.problem != nil)
    }

    @Test func anEscapeThatIsNoneIsKept() {
        for text in ["\\", "\\x", "\\x0", "\\xzz", "\\y41"] {
            let messages = KernelMessages([UInt8]("6,0,0,-;" + text + "\n"))
            #expect(messages.records.first.map { String(decoding: $0.text, as: UTF8.self) } == text)
        }
    }

    @Test func duplicateRequestsAreCounted() {
        let messages = KernelMessages(
            [UInt8](
                """
                4,0,0,-;module: module-autoload: duplicate request for module fs-xfs
                4,1,0,-;module: module-autoload: duplicate request for module fs-xfs
                4,2,0,-;module-autoload: duplicate request for module intel_qat
                4,3,0,-;xmodule-autoload: duplicate request for module no
                4,4,0,-;module-autoload: duplicate request for module 

                """))
        #expect(DuplicateRequests(messages).counts == ["fs-xfs": 2, "intel_qat": 1])
        #expect(DuplicateRequests(messages.log).total == 3)
    }
}

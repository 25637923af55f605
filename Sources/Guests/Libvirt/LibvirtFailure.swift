// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Vocabulary

/// What libvirt said about its last failed call.
struct LibvirtFailure: Error, CustomStringConvertible {
    /// virErrorNumber (virterror.h).
    let number: Int32
    /// As it came: several lines where it quotes QEMU.
    let message: String

    var description: String {
        let text = message.split(whereSeparator: \.isNewline).joined(separator: "; ")
        return "libvirt: \(SafeText.line(text, limit: 1000))"
    }
    /// What QEMU itself complained of, where libvirt quotes it.
    var complaint: String? { HypervisorComplaint.summary(of: message) }

    /// The domain is gone, or never was.
    var isNoDomain: Bool { number == Int32(VIR_ERR_NO_DOMAIN.rawValue) }
    /// The call does not fit the domain's state: most often, it is not running any more.
    var isWrongState: Bool { number == Int32(VIR_ERR_OPERATION_INVALID.rawValue) }

    /// The calling thread's last error. libvirt keeps it per thread, so this must run in the same synchronous stretch
    /// as the call that failed.
    static func last() -> LibvirtFailure {
        guard let error = virGetLastError(), let text = error.pointee.message else {
            return LibvirtFailure(number: 0, message: "failed without a reason")
        }
        return LibvirtFailure(number: error.pointee.code, message: String(cString: text))
    }

    /// Turns a null pointer into libvirt's reason.
    static func unwrap<Value>(_ value: Value?) throws(LibvirtFailure) -> Value {
        guard let value else { throw last() }
        return value
    }

    /// Turns a negative result into libvirt's reason.
    @discardableResult
    static func check(_ result: Int32) throws(LibvirtFailure) -> Int32 {
        guard result >= 0 else { throw last() }
        return result
    }
}

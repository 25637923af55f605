// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import Glibc

/// What can be known of KVM on this host without running a guest.
enum KVMDevice {
    /// Why KVM cannot even be tried; nil when `/dev/kvm` opens for reading and writing.
    /// - Parameter path: the device; another one in tests.
    static func obstacle(path: String = "/dev/kvm") -> AcceleratorFinding? {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor < 0 else {
            close(descriptor)
            return nil
        }
        return obstacle(errno: errno, path: path)
    }

    static func obstacle(errno code: Int32, path: String) -> AcceleratorFinding {
        switch code {
        case ENOENT:
            AcceleratorFinding(
                accelerator: .tcg, reason: "there is no \(path)",
                remedy:
                    "switch virtualisation on in the firmware or, in a virtual machine, nested virtualisation on its "
                    + "host; then 'modprobe kvm_intel' or 'modprobe kvm_amd'")
        case EACCES, EPERM:
            AcceleratorFinding(
                accelerator: .tcg, reason: "this user may not open \(path)",
                remedy: "'sudo usermod --append --groups kvm $USER', then log in again")
        default:
            AcceleratorFinding(accelerator: .tcg, reason: "\(path) does not open: \(String(cString: strerror(code)))")
        }
    }

    /// What the answer of a probe depends on, besides QEMU: the device node, and the parameters of the KVM modules,
    /// which change when a module is loaded anew.
    static func fingerprint() -> String {
        var info = stat()
        let node =
            stat("/dev/kvm", &info) == 0
            ? "\(info.st_rdev) \(info.st_mode) \(info.st_uid) \(info.st_gid) \(info.st_ctim.tv_sec)" : "none"
        let parameters = ["kvm_intel", "kvm_amd"].flatMap { module in
            ["nested", "ept", "npt", "unrestricted_guest"].compactMap { parameter -> String? in
                let path = "/sys/module/\(module)/parameters/\(parameter)"
                guard let value = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
                return "\(module).\(parameter)=\(value.prefix(while: { !$0.isNewline }))"
            }
        }
        return ([node] + parameters).joined(separator: " ")
    }
}

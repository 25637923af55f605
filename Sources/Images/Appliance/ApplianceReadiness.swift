// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// Whether libguestfs's appliance could be put together here, as far as can be told without running it.
public enum ApplianceReadiness {
    /// What is in the way and what to do; nil when nothing is known to be. Takes milliseconds; leaves nothing behind.
    public static func obstacle() -> (what: String, remedy: String)? {
        let supermin: String?
        do {
            let path = try GuestfsHandle.open(listener: GuestfsListener(log: nil)).defaultPath()
            supermin = path.split(separator: ":").map { "\($0)/supermin.d" }.first {
                FileManager.default.fileExists(atPath: $0)
            }
        } catch {
            return ("libguestfs does not start: \(error)", "apt-get install --reinstall libguestfs0")
        }
        guard supermin != nil else {
            return ("libguestfs has no supermin appliance", "apt-get install --reinstall libguestfs0 supermin")
        }
        if geteuid() != 0, !FileManager.default.fileExists(atPath: ModulesMountPoint.path) {
            return ("libguestfs needs the directory \(ModulesMountPoint.path)", "sudo mkdir \(ModulesMountPoint.path)")
        }
        return nil
    }
}

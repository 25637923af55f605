// SPDX-License-Identifier: Apache-2.0

/// The item `image`: what the guest's user space is, as the image's build wrote it down.
public struct ImageInfo: Hashable, Codable, Sendable {
    /// Versions of systemd-udevd and kmod, such as `252.39-1~deb12u2` and `30+20221128-1`.
    public var udev: String
    public var kmod: String
    /// The recipe that made the image.
    public var recipe: String

    /// Nil unless all three are there.
    public init?(_ bytes: [UInt8]) {
        let values = KeyValues(bytes).values
        guard let udev = values["udev"], let kmod = values["kmod"], let recipe = values["recipe"] else { return nil }
        self.udev = udev
        self.kmod = kmod
        self.recipe = recipe
    }
}

// SPDX-License-Identifier: Apache-2.0

extension ELFFile {
    /// LINUX_ELFNOTE_BUILD_SALT (include/linux/build-salt.h).
    private static let buildSaltType: UInt32 = 0x100

    /// `CONFIG_BUILD_SALT`, which a kernel and all of its modules have as a note; nil of one without.
    func buildSalt() throws(Flaw) -> [UInt8]? {
        try notes().first { $0.name == "Linux" && $0.type == Self.buildSaltType }?.content
    }
}

// SPDX-License-Identifier: Apache-2.0

import Glibc
import Host
import MatrixPlan
import Vocabulary

/// The read-only base of every guest: an ext4 file system on a raw disk, filled by libguestfs.
struct BaseImage: Sendable {
    let recipe: ImageRecipe
    /// On the host: the root file system and the guest program.
    let tarball: String
    let program: String
    let programHash: String

    static let name = "base.img"
    static let programPath = "/usr/lib/bootmatrix/init"
    static let factsPath = "/usr/lib/bootmatrix/image.txt"
    /// Besides the image: the appliance's own root, and QEMU's temporary files.
    static let extraSpace = ByteCount.mebibytes(600)

    /// What a guest of the profile cannot do without; links are followed.
    static func needed(_ profile: ImageRecipe.Profile) -> [String] {
        switch profile {
        case .minimal: ["/usr/lib/systemd/systemd-udevd", "/usr/bin/udevadm", "/usr/sbin/modprobe", factsPath]
        }
    }

    /// Follows from content alone: two hosts that got the same packages get the same key.
    func key() throws(HostError) -> String {
        var hash = ContentHash()
        hash.add("format", "1 " + ExtFeatures.list)
        hash.add("profile", recipe.profile.rawValue)
        hash.add("size", "\(recipe.size.bytes)")
        hash.add("directories", recipe.directories.joined(separator: "\n"))
        for (path, text) in recipe.files.sorted(by: { $0.key < $1.key }) { hash.add("file " + path, text) }
        hash.add("program", programHash)
        try hash.add("tarball", file: tarball)
        return hash.finish()
    }

    /// The size below which a file system cannot hold the content: its bytes, 1 in 20 for the ends of blocks, and 1 in 32
    /// of the whole for inodes. Found before the appliance runs, because inside a full disk shows as any error.
    static func leastSize(content: ByteCount, of size: ByteCount) -> ByteCount {
        ByteCount(content.bytes + content.bytes / 20 + size.bytes / 32 + (1 << 20))
    }

    /// - Throws: `ImageError` when the recipe's `size` is too small.
    func checkSize() throws(ImageError) {
        let content = [tarball, program].reduce(ByteCount(0)) { sum, path in
            var info = stat()
            return stat(path, &info) == 0 ? sum + ByteCount(Int64(info.st_size)) : sum
        }
        let least = Self.leastSize(content: content, of: recipe.size)
        guard recipe.size < least else { return }
        throw ImageError(
            .recipe, blame: .user, "image \(recipe.name) has \(content) of files, too much for \(recipe.size)",
            at: "images/\(recipe.name).yaml", remedy: "raise `size` to \(Self.roundedUp(least)) or more")
    }

    private static func roundedUp(_ size: ByteCount) -> ByteCount {
        let unit: Int64 = 16 << 20
        return ByteCount((size.bytes + unit - 1) / unit * unit)
    }

    /// Makes the empty disk, sparse. The appliance writes to it, nobody afterwards.
    func makeDisk(_ path: String) throws(HostError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw HostError.file("make the image", path, errno: errno) }
        defer { close(descriptor) }
        guard ftruncate(descriptor, off_t(recipe.size.bytes)) == 0 else {
            throw HostError.file("make the image", path, errno: errno)
        }
    }

    /// Everything that happens inside the appliance, on the handle's thread.
    func fill(_ disk: String, key: String, with guestfs: borrowing GuestfsHandle) throws {
        try guestfs.addDisk(disk)
        try guestfs.launch()
        try guestfs.makeFileSystem("ext4", label: ExtFeatures.rootLabel, features: ExtFeatures.list)
        try guestfs.mount(options: "noatime")
        try guestfs.unpack(tarball, into: "/")
        for directory in recipe.directories { try guestfs.makeDirectory(GuestPath.absolute(directory)) }
        for (path, text) in recipe.files.sorted(by: { $0.key < $1.key }) {
            let full = GuestPath.absolute(path)
            try guestfs.makeDirectory(Self.parent(of: full))
            try guestfs.write(text, to: full)
            try guestfs.setMode(0o644, of: full)
        }
        try guestfs.makeDirectory(Self.parent(of: Self.programPath))
        try guestfs.upload(program, to: Self.programPath)
        try guestfs.setMode(0o755, of: Self.programPath)
        // A running guest can say by this which base it has.
        try guestfs.append("key=\(key)\n", to: Self.factsPath)
        try check(guestfs)
        try guestfs.finish()
    }

    /// Reads back what a boot depends on, while the appliance is up.
    private func check(_ guestfs: borrowing GuestfsHandle) throws {
        for path in Self.needed(recipe.profile) where try !guestfs.exists(path) {
            throw ImageError(
                .recipe, blame: .user, "the image has no \(path)", at: "images/\(recipe.name).yaml",
                remedy: "add the package that holds it to `packages`, or correct `remove`")
        }
        guard try guestfs.sha256(of: Self.programPath) == programHash else {
            throw ImageError(.baseImage, blame: .harness, "the guest program did not arrive whole in the image")
        }
    }

    static func parent(of path: String) -> String {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

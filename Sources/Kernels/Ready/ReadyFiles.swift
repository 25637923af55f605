// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import SourceTrees
import Vocabulary

/// The three parts of a kernel that somebody else built.
struct ReadyFiles: Hashable, Sendable {
    /// A bzImage.
    var image: String
    /// The directory `.../lib/modules/RELEASE`.
    var modules: String
    /// Its `.config`; nil where it lies beside the image as `config-RELEASE`, in the modules' directory as `config`, or
    /// in the image itself.
    var config: String?

    /// - Parameter directory: what relative paths are below.
    init(image: String, modules: String, config: String?, in directory: String) {
        self.image = Self.absolute(image, in: directory)
        // A directory that is a link would be walked as one.
        self.modules = URL(fileURLWithPath: Self.absolute(modules, in: directory)).resolvingSymlinksInPath().path
        self.config = config.map { Self.absolute($0, in: directory) }
    }

    /// Where a package keeps them below a root: `boot/vmlinuz-RELEASE`, `boot/config-RELEASE` and
    /// `lib/modules/RELEASE` or, with a merged /usr, `usr/lib/modules/RELEASE`. Nil where there is no kernel or more
    /// than one.
    init?(below root: String, images: [String]) {
        guard images.count == 1, let image = images.first, let dash = image.firstIndex(of: "-") else { return nil }
        let release = image[image.index(after: dash)...]
        self.image = "\(root)/boot/\(image)"
        let places = ["lib", "usr/lib"].map { "\(root)/\($0)/modules/\(release)" }
        modules = places.first { access($0, F_OK) == 0 } ?? places[0]
        let config = "\(root)/boot/config-\(release)"
        self.config = access(config, F_OK) == 0 ? config : nil
    }

    /// `vmlinuz-RELEASE` in a `boot` directory.
    static func isImage(_ name: String) -> Bool { name.hasPrefix("vmlinuz-") && name.count > "vmlinuz-".count }

    private static func absolute(_ path: String, in directory: String) -> String {
        // One that is absolute stays as it is written: links in it decide what `..` means.
        path.hasPrefix("/") ? path : NamedPath.absolute(path, in: directory)
    }

    /// The configuration's bytes, from the first place that has it.
    func configuration(release: String) -> Data? {
        let beside = (image as NSString).deletingLastPathComponent + "/config-\(release)"
        let places = config.map { [$0] } ?? [beside, modules + "/config"]
        return places.lazy.compactMap { FileManager.default.contents(atPath: $0) }.first
    }

    /// Says at once which part is not there.
    func check() throws(KernelError) {
        for (what, path) in [("image", image), ("configuration", config ?? image)] where access(path, R_OK) != 0 {
            throw absent(what, path, errno)
        }
        var info = stat()
        guard stat(modules, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
            throw absent("modules directory", modules, errno == 0 ? ENOTDIR : errno)
        }
    }

    private func absent(_ what: String, _ path: String, _ code: Int32) -> KernelError {
        KernelError(
            .badImage, blame: .user, "the kernel's \(what) cannot be read: \(String(cString: strerror(code)))",
            at: path, remedy: code == EACCES ? "make it readable for this user" : "correct the path under `source:`")
    }
}

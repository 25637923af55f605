// SPDX-License-Identifier: Apache-2.0

/// One package as apt-cache(8) `show` prints it (deb822(5)), as far as we look.
struct PackageStanza: Hashable, Sendable {
    var package: String
    var version: String
    /// Names without versions; of alternatives the first.
    var depends: [String]
    /// Of the .deb; nil for what is installed and no source has.
    var sha256: String?

    /// The first stanza of a text that has a name and a version.
    init?(_ text: String) {
        var fields: [String: String] = [:]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                if fields["Package"] != nil { break }
                continue
            }
            // A line that begins with a blank goes on with the field before it; none of ours does.
            guard line.first?.isWhitespace == false, let colon = line.firstIndex(of: ":") else { continue }
            let name = String(line[..<colon])
            if fields[name] == nil { fields[name] = String(line[line.index(after: colon)...]).trimmed }
        }
        guard let package = fields["Package"], let version = fields["Version"] else { return nil }
        self.package = package
        self.version = version
        depends = Self.names(fields["Depends"] ?? "")
        sha256 = fields["SHA256"]
    }

    /// `kmod, linux-base (>= 4.3~), initramfs-tools | dracut`.
    static func names(_ list: String) -> [String] {
        list.split(separator: ",").map { item in
            String(item.split(separator: "|").first ?? "").trimmed.prefix { !" (:[".contains($0) }
        }.filter { !$0.isEmpty }.map(String.init)
    }

    /// The kernels that it stands for, of a package that only depends on one.
    var kernels: [String] { depends.filter { $0.hasPrefix("linux-image-") } }
}

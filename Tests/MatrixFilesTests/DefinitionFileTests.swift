// SPDX-License-Identifier: Apache-2.0

import MatrixFiles
import MatrixPlan
import Testing
import Vocabulary

@Suite struct KernelFileTests {
    private let name = KernelName(unchecked: "k")

    private func text(
        source: String = "{package: linux-source-6.12}", base: String = "allnoconfig", fragments: String = "[guest]",
        set: String = "{}", patches: String = "[]"
    ) -> String {
        """
        version: 1
        title: A kernel
        source: \(source)
        config:
          base: \(base)
          fragments: \(fragments)
          set: \(set)
        patches: \(patches)
        """
    }

    private func summary(_ text: String, known: KernelParts? = nil) -> [String] {
        do {
            _ = try KernelFile.read(text: text, file: "k.yaml", name: name, known: known)
            return []
        } catch {
            return error.problems.map { "\($0.line ?? 0) \($0.code) \($0.keyPath ?? "-")" }
        }
    }

    @Test func isReadAsWritten() throws {
        let set = "{MODULE_STATS: y, KVM: m, QUOTED: \"y\", HZ: 100, BASE: 0x40000000, NAME: \"a b\", OFF: n}"
        let kernel = try KernelFile.read(
            text: text(fragments: "[guest, stats]", set: set, patches: "[0001-a.patch]"), file: "k.yaml", name: name)
        #expect(kernel.source == .package("linux-source-6.12"))
        #expect(kernel.configuration.base == "allnoconfig")
        #expect(kernel.configuration.fragments == ["guest", "stats"])
        #expect(kernel.patches == ["0001-a.patch"])
        #expect(
            kernel.configuration.symbols == [
                "MODULE_STATS": "y", "KVM": "m", "QUOTED": "y", "HZ": "100", "BASE": "0x40000000", "NAME": "\"a b\"",
                "OFF": "n",
            ])
    }

    @Test func mistakes() {
        #expect(summary(text(source: "{git: x}")) == ["3 missing-key source", "3 unknown-key source.git"])
        #expect(summary(text(source: "{package: -o=x}")) == ["3 bad-name source.package"])
        #expect(summary(text(source: "{package: linux-*}")) == ["3 bad-name source.package"])
        #expect(summary(text(base: "menuconfig")) == ["5 bad-value config.base"])
        #expect(summary(text(base: "clean")) == ["5 bad-value config.base"])
        #expect(summary(text(fragments: "[../guest]")) == ["6 bad-name config.fragments[0]"])
        #expect(summary(text(fragments: "[a, a]")) == ["6 repeated config.fragments[1]"])
        #expect(summary(text(set: "{CONFIG_SMP: y}")) == ["7 bad-symbol config.set.CONFIG_SMP"])
        #expect(summary(text(set: "{SMP: yes}")) == ["7 bad-value config.set.SMP"])
        #expect(summary(text(set: "{SMP: }")) == ["7 wrong-type config.set.SMP"])
        #expect(summary(text(set: "{A: \"b\\nCONFIG_X=y\"}")) == ["7 bad-value config.set.A"])
        #expect(summary(text(patches: "[/etc/passwd]")) == ["8 bad-name patches[0]"])
        #expect(summary(text(patches: "[a..b]")) == ["8 bad-name patches[0]"])
    }

    @Test func partsThatDoNotExistAreFoundAtTheirLine() {
        let known = KernelParts(fragments: ["guest"], patches: ["0001-a.patch"])
        #expect(
            summary(text(fragments: "[guets]", patches: "[0002-b.patch]"), known: known) == [
                "6 unknown-fragment config.fragments[0]", "8 unknown-patch patches[0]",
            ])
    }
}

@Suite struct ImageFileTests {
    private let name = ImageName(unchecked: "i")

    private func text(
        profile: String = "minimal", variant: String = "extract", packages: String = "[udev, kmod]",
        more: String = "remove: [/usr/share/*]", size: String = "256 MiB"
    ) -> String {
        """
        version: 1
        title: An image
        profile: \(profile)
        suite: bookworm
        variant: \(variant)
        packages: \(packages)
        size: \(size)
        \(more)
        """
    }

    private func summary(_ text: String) -> [String] {
        do {
            _ = try ImageFile.read(text: text, file: "i.yaml", name: name)
            return []
        } catch {
            return error.problems.map { "\($0.line ?? 0) \($0.code) \($0.keyPath ?? "-")" }
        }
    }

    @Test func isReadAsWritten() throws {
        let more = "directories: [usr/lib/modules]\nfiles:\n  etc/group: |\n    root:x:0:\n    tty:x:5:"
        let image = try ImageFile.read(text: text(more: more), file: "i.yaml", name: name)
        #expect(image.profile == .minimal)
        #expect(image.packages == ["udev", "kmod"])
        #expect(image.size == .mebibytes(256))
        #expect(image.directories == ["usr/lib/modules"])
        #expect(image.files == ["etc/group": "root:x:0:\ntty:x:5:"])
    }

    @Test func mistakes() {
        #expect(summary(text(profile: "minimum")) == ["3 bad-value profile"])
        #expect(summary(text(variant: "tiny")) == ["5 bad-value variant"])
        #expect(summary(text(packages: "[udev, --foo]")) == ["6 bad-name packages[1]"])
        #expect(summary(text(packages: "[udev, udev]")) == ["6 repeated packages[1]"])
        #expect(summary(text(size: "1 MiB")) == ["7 out-of-range size"])
        #expect(summary(text(size: "big")) == ["7 wrong-type size"])
        #expect(summary(text(more: "remove: [../../etc]")) == ["8 bad-path remove[0]"])
        #expect(summary(text(more: "directories: [\"a/../../b\"]")) == ["8 bad-path directories[0]"])
        #expect(summary(text(more: "directories: [a*]")) == ["8 bad-path directories[0]"])
        #expect(summary(text(more: "files: {../x: a}")) == ["8 bad-path files.../x"])
        #expect(summary(text(more: "filez: {}")) == ["8 unknown-key filez"])
    }
}

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
        let build = try #require(kernel.build)
        #expect(build.source == .package("linux-source-6.12"))
        #expect(build.configuration.base == .target("allnoconfig"))
        #expect(build.configuration.fragments == ["guest", "stats"])
        #expect(build.patches == ["0001-a.patch"])
        #expect(build.toolchain == .gcc && kernel.memory == nil && kernel.patience == 1)
        #expect(
            build.configuration.symbols == [
                "MODULE_STATS": "y", "KVM": "m", "QUOTED": "y", "HZ": "100", "BASE": "0x40000000", "NAME": "\"a b\"",
                "OFF": "n",
            ])
    }

    @Test func everySource() throws {
        func origin(_ source: String, _ rest: String = "config: {base: {file: my.config}}") throws
            -> KernelDefinition.Origin
        {
            let text = "version: 1\ntitle: x\nsource: \(source)\n\(rest)\n"
            return try KernelFile.read(text: text, file: "k.yaml", name: name).origin
        }
        func built(_ source: KernelDefinition.Source, _ compiler: KernelDefinition.CompilerChoice = .gcc)
            -> KernelDefinition.Origin
        {
            .built(
                .init(
                    source: source, configuration: .init(base: .file("my.config"), fragments: []), toolchain: compiler))
        }
        #expect(try origin("{git: ~/linux, revision: v6.12}") == built(.git(repository: "~/linux", revision: "v6.12")))
        #expect(try origin("{tarball: ../linux.tar.xz}") == built(.tarball("../linux.tar.xz")))
        #expect(
            try origin("{package: linux}", "config: {base: {file: my.config}}\ntoolchain: clang-14")
                == built(.package("linux"), .init(.clang, version: 14)))
        #expect(
            try origin("{prebuilt: o/bzImage, modules: o/lib/modules/6.12.0}", "")
                == .ready(.files(image: "o/bzImage", modules: "o/lib/modules/6.12.0", config: nil)))
        #expect(
            try origin("{binary-package: linux-image-6.12-cloud-amd64}", "")
                == .ready(.package("linux-image-6.12-cloud-amd64")))
    }

    @Test func slowKernels() throws {
        let text = "version: 1\ntitle: x\nsource: {binary-package: linux}\nmemory: 8 GiB\npatience: 4\n"
        let kernel = try KernelFile.read(text: text, file: "k.yaml", name: name)
        #expect(kernel.memory == .gibibytes(8) && kernel.patience == 4)
        #expect(summary(text.replacing("patience: 4", with: "patience: 0")) == ["5 out-of-range patience"])
        #expect(summary(text + "toolchain: tcc\n") == ["6 not-built toolchain"])
        #expect(summary(self.text() + "\ntoolchain: tcc\n") == ["9 bad-value toolchain"])
    }

    @Test func mistakes() {
        #expect(summary(text(source: "{svn: x}")) == ["3 bad-source source"])
        #expect(summary(text(source: "{git: x, tarball: y}")) == ["3 bad-source source"])
        #expect(summary(text(source: "{git: x}")) == ["3 missing-key source"])
        #expect(summary(text(source: "{git: x, revision: --all}")) == ["3 bad-value source.revision"])
        #expect(summary(text(source: "{tarball: ~root/x}")) == ["3 bad-value source.tarball"])
        #expect(summary(text(source: "{prebuilt: x}")) == ["3 missing-key source"])
        #expect(
            summary(text(source: "{binary-package: linux-image-6.12-cloud-amd64}")) == [
                "5 not-built config", "8 not-built patches",
            ])
        #expect(summary(text(source: "{package: -o=x}")) == ["3 bad-name source.package"])
        #expect(summary(text(source: "{package: linux-*}")) == ["3 bad-name source.package"])
        #expect(summary(text(base: "menuconfig")) == ["5 bad-value config.base"])
        #expect(summary(text(base: "clean")) == ["5 bad-value config.base"])
        #expect(summary(text(base: "olddefconfig")) == ["5 bad-value config.base"])
        #expect(summary(text(base: "-x_defconfig")) == ["5 bad-value config.base"])
        #expect(summary(text(base: "x86_64_defconfig")) == [])
        #expect(summary(text(base: "{file: ~/my.config}")) == [])
        #expect(summary(text(base: "{files: x}")) == ["5 missing-key config.base", "5 unknown-key config.base.files"])
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

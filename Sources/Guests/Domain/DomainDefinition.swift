// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Vocabulary

/// A guest in the terms of its hypervisor: what the domain XML and the plain QEMU command line both say.
struct DomainDefinition: Hashable, Sendable {
    var name: String
    /// Lower case, with dashes.
    var uuid: String
    var accelerator: Accelerator
    /// Full, such as `pc-q35-7.2`.
    var machineType: String
    var vcpus: Int
    var memory: ByteCount
    /// Absolute path.
    var kernel: String
    /// Absolute path; nil for none.
    var initramfs: String?
    var cmdline: String
    var disks: [Disk]
    /// Absent for a probe.
    var evidence: Bool
    var route: ChannelRoute
    var owner: DomainOwner
    /// Lets the kernel tell QEMU where its note for debuggers is, for a dump of its memory (QEMU, docs/specs/vmcoreinfo).
    /// Not in every guest: what is measured has nothing that is not needed.
    var tellsVMCoreInfo = false

    struct Disk: Hashable, Sendable {
        /// `vda`, `vdb`, ...
        var target: String
        var content: Content
        /// What the guest knows the disk by (/sys/block/NAME/serial), at most 20 bytes; nil for none.
        var serial: String?

        enum Content: Hashable, Sendable {
            /// A qcow2 file over a read-only raw base; gone with the guest, so nothing needs to reach the disk.
            case overlay(String, base: String)
            /// A raw file that is only read.
            case readOnly(String)
        }
    }

    /// The port's name inside the guest: docs/evidence.md.
    static let evidencePort = "org.bootmatrix.evidence"
    /// The modules disk's serial, by which the guest program finds it.
    static let modulesDisk = "bm-modules"
    /// Every domain of ours is called so, then a dash.
    static let prefix = "bootmatrix-"

    /// Slots on the root bus. Given by us, or libvirt would put a bridge before every device for hot-plugging, which
    /// the guest's kernel would have to find and set up.
    static func slot(ofDisk index: Int) -> Int { 0x02 + index }
    static let evidenceSlot = 0x08

    /// `maximum`: all that TCG can do, so that as many modules as possible match the CPU. KVM shows the host's own CPU.
    var cpuModel: String { accelerator == .kvm ? "host-passthrough" : "maximum" }
}

/// Which process a domain belongs to; stored in its metadata so that a later process can see that it died.
struct DomainOwner: Hashable, Sendable {
    var process: Int32
    /// In clock ticks after the host's boot (proc_pid_stat(5), field 22): process ids are used again.
    var started: UInt64
    /// The host's boot (random(4), boot_id) and the namespace of its process ids.
    var bootID: String
}

extension DomainDefinition {
    /// A guest of the campaign as a domain.
    /// - Throws: `GuestError` where a word could not be told to libvirt or the kernel as it stands.
    init(
        _ spec: GuestSpec, uuid: String, accelerator: Accelerator, machineType: String, cmdline: String,
        overlay: String, route: ChannelRoute, owner: DomainOwner
    ) throws(GuestError) {
        self.init(
            name: spec.domain, uuid: uuid, accelerator: accelerator, machineType: machineType, vcpus: spec.vcpus,
            memory: spec.memory, kernel: spec.kernel.bzImage, initramfs: spec.disks.initramfs, cmdline: cmdline,
            disks: [
                Disk(target: "vda", content: .overlay(overlay, base: spec.disks.base)),
                Disk(target: "vdb", content: .readOnly(spec.disks.modules), serial: Self.modulesDisk),
            ],
            evidence: true, route: route, owner: owner, tellsVMCoreInfo: spec.keepsCore)
        try validate()
    }

    /// - Throws: `GuestError` (definition).
    func validate() throws(GuestError) {
        let plain = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                || [0x2B, 0x2E, 0x2D, 0x5F].contains(byte)
        }
        guard plain, name.hasPrefix(Self.prefix), name.utf8.count <= 200 else {
            throw GuestError(
                .definition, blame: .harness,
                "'\(SafeText.line(name))' cannot name a domain: '\(Self.prefix)' and letters, digits, '+', '.', '-', '_'"
            )
        }
        let paths =
            [kernel, initramfs].compactMap(\.self)
            + disks.flatMap { disk -> [String] in
                switch disk.content {
                case .overlay(let path, let base): [path, base]
                case .readOnly(let path): [path]
                }
            }
        if let bad = paths.first(where: { !$0.hasPrefix("/") || $0.contains { $0.isNewline || $0 == "\0" } }) {
            throw GuestError(.definition, blame: .harness, "'\(SafeText.line(bad))' is not an absolute path")
        }
        guard vcpus >= 1, memory >= .mebibytes(64) else {
            throw GuestError(.definition, blame: .user, "\(vcpus) vCPUs and \(memory) make no machine", at: name)
        }
        // COMMAND_LINE_SIZE of x86 (arch/x86/include/asm/setup.h); the kernel cuts what is longer without a word.
        guard cmdline.utf8.count < 2048 else {
            throw GuestError(
                .definition, blame: .user, "the kernel command line has \(cmdline.utf8.count) bytes, 2047 is the most",
                at: name, remedy: "shorten `cmdline:` in matrix.yaml")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Vocabulary

/// The same guest by plain QEMU, to be pasted into a shell (qemu(1)). Pure.
///
/// Ctrl-A X ends it. Nothing is written but `evidence.bin` in the current directory: `snapshot=on` keeps the base and
/// the modules disk as they are.
enum ReproduceCommand {
    static func text(_ domain: DomainDefinition) -> String {
        PlainCommand(
            [["qemu-system-x86_64"], machine(domain), kernel(domain)] + disks(domain) + [console, evidence(domain)]
        ).text
    }

    private static func machine(_ domain: DomainDefinition) -> [String] {
        let accelerated = domain.accelerator == .kvm
        return [
            "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
            "-machine", domain.machineType, "-accel", accelerated ? "kvm" : "tcg,thread=multi",
            "-cpu", accelerated ? "host" : "max",
            "-smp", "\(domain.vcpus),sockets=1,cores=\(domain.vcpus),threads=1",
            "-m", "\(domain.memory.bytes >> 20)M", "-device", "pvpanic",
        ] + (domain.tellsVMCoreInfo ? ["-device", "vmcoreinfo"] : [])
    }

    private static func kernel(_ domain: DomainDefinition) -> [String] {
        let initramfs = domain.initramfs.map { ["-initrd", $0] } ?? []
        return ["-kernel", domain.kernel] + initramfs + ["-append", domain.cmdline]
    }

    private static func disks(_ domain: DomainDefinition) -> [[String]] {
        domain.disks.enumerated().map { index, disk in
            let path =
                switch disk.content {
                case .overlay(_, let base): base
                case .readOnly(let path): path
                }
            let slot = String(DomainDefinition.slot(ofDisk: index), radix: 16)
            let mode = if case .readOnly = disk.content { "readonly=on" } else { "snapshot=on,cache=unsafe" }
            return [
                "-drive", "file=\(commaDoubled(path)),if=none,id=\(disk.target),format=raw,\(mode)",
                "-device",
                "virtio-blk-pci,drive=\(disk.target),addr=0x\(slot),num-queues=1"
                    + (disk.serial.map { ",serial=\($0)" } ?? ""),
            ]
        }
    }

    /// The console on the terminal; Ctrl-C goes to the guest.
    private static let console = ["-serial", "mon:stdio"]

    private static func evidence(_ domain: DomainDefinition) -> [String] {
        guard domain.evidence else { return [] }
        let slot = String(DomainDefinition.evidenceSlot, radix: 16)
        return [
            "-device", "virtio-serial-pci,addr=0x\(slot)", "-chardev", "file,id=evidence,path=evidence.bin",
            "-device", "virtserialport,chardev=evidence,name=\(DomainDefinition.evidencePort)",
        ]
    }

    /// A comma ends a value in QEMU's options; two are one (qemu(1), "file=").
    static func commaDoubled(_ path: String) -> String {
        path.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,")
    }
}

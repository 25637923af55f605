// SPDX-License-Identifier: Apache-2.0

import Campaign
import Testing

@testable import Guests

@Suite("The command that reproduces a guest")
struct ReproduceCommandTests {
    @Test("is plain QEMU with the same machine, disks and words")
    func golden() throws {
        let text = ReproduceCommand.text(try Samples.domain(cmdline: "console=ttyS0 a=b"))
        #expect(Samples.lines(text) == Samples.lines(Self.expected))
    }

    static let expected = #"""
        qemu-system-x86_64 \
          -nodefaults -no-user-config -display none -no-reboot -machine pc-q35-7.2 -accel tcg,thread=multi -cpu max -smp 4,sockets=1,cores=4,threads=1 -m 4096M -device pvpanic \
          -kernel /cache/kernels/k/bzImage -append 'console=ttyS0 a=b' \
          -drive file=/cache/images/i/root.img,if=none,id=vda,format=raw,snapshot=on,cache=unsafe -device virtio-blk-pci,drive=vda,addr=0x2,num-queues=1 \
          -drive file=/cache/images/m/modules.img,if=none,id=vdb,format=raw,readonly=on -device virtio-blk-pci,drive=vdb,addr=0x3,num-queues=1,serial=bm-modules \
          -serial mon:stdio \
          -device virtio-serial-pci,addr=0x8 -chardev file,id=evidence,path=evidence.bin -device virtserialport,chardev=evidence,name=org.bootmatrix.evidence
        """#

    @Test("names the initramfs of a kernel that needs one")
    func initramfs() throws {
        var spec = Samples.spec()
        spec.disks.initramfs = "/cache/images/r/initramfs.cpio"
        let domain = try Samples.domain(spec)
        let command = try #require(PlainCommand(text: ReproduceCommand.text(domain)))
        #expect(ReproduceCommand.text(domain).contains("bzImage -initrd /cache/images/r/initramfs.cpio -append "))
        #expect(command.initramfs == spec.disks.initramfs)
        #expect(command.files.count == 4 && command.files[1] == spec.disks.initramfs)
        #expect(
            DomainXML.text(domain).contains(
                "<kernel>/cache/kernels/k/bzImage</kernel>\n    <initrd>/cache/images/r/initramfs.cpio</initrd>\n"))
        #expect(!DomainXML.text(try Samples.domain()).contains("initrd"))
        spec.disks.initramfs = "initramfs.cpio"
        #expect(throws: GuestError.self) { try Samples.domain(spec) }
    }

    @Test("doubles the commas that QEMU's options would end at")
    func commas() {
        #expect(ReproduceCommand.commaDoubled("/a,b/c,,d") == "/a,,b/c,,,,d")
    }

    @Test(
        "gives every word through a shell as it was",
        arguments: [
            "", "plain", "two words", "it's", "$HOME `id` \\ \"", "a\nb", "*?[x]~#;&|<>(){}!", "-x=y:z,1.2/3@4%5+6",
            "é",
        ])
    func quoting(word: String) throws {
        let result = try #require(try output(of: "/bin/sh", ["-c", "printf '<%s>' \(ShellQuoting.quote(word)) end"]))
        #expect(result.text == "<\(word)><end>")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing
import Vocabulary

@testable import Kernels

@Suite struct KconfigExpressionTests {
    private let values = KconfigValues(
        config: "CONFIG_Y=y\nCONFIG_M=m\n# CONFIG_N is not set\nCONFIG_NUM=100\nCONFIG_HEX=0x10\nCONFIG_S=\"text\"\n")

    @Test(arguments: [
        ("Y", 2), ("M", 1), ("N", 0), ("ABSENT", 0), ("!Y", 0), ("!M", 1), ("!ABSENT", 2), ("Y && M", 1), ("N || M", 1),
        ("Y && (N || !N)", 2), ("Y=y", 2), ("M=y", 0), ("M!=n", 2), ("NUM > 99", 2), ("NUM<=99", 0), ("HEX = 16", 0),
        ("S = \"text\"", 2), ("S != 'other'", 2), ("!(Y && M) || N", 1), ("y", 2), ("n", 0),
        ("N && $(cc-option,-x)", 0), ("Y || $(success,a (b) c)", 2),
    ])
    func level(_ text: String, _ level: Int) throws {
        let expression = try #require(KconfigExpression(text))
        #expect(values.level(of: expression) == level)
    }

    @Test func toolchainDecidesMacros() throws {
        #expect(values.level(of: try #require(KconfigExpression("Y && $(cc-option,-x)"))) == nil)
    }

    @Test(arguments: ["", "A &&", "(A", "A B", "&& A", "A =", ")", "!", "\"open", "$(", "= ="])
    func malformedIsNoCrash(_ text: String) {
        // A string or a macro left open is read to its end; everything else is refused.
        let lenient = text.hasPrefix("\"") || text.hasPrefix("$")
        #expect((KconfigExpression(text) != nil) == lenient)
    }

    @Test func deepNestingIsRefused() {
        #expect(
            KconfigExpression(String(repeating: "(", count: 5000) + "A" + String(repeating: ")", count: 5000)) == nil)
    }
}

@Suite struct KconfigExplainerTests {
    private static let files = [
        "Kconfig": """
        mainmenu "Linux/$(ARCH)"
        source "scripts/Kconfig.include"
        source "arch/$(SRCARCH)/Kconfig"
        source "drivers/Kconfig"
        """,
        "scripts/Kconfig.include": """
        if-success = $(shell,{ $(1); } && echo "$(2)" || echo "$(3)")
        success := $(if-success,$(1),y,n)
        """,
        "arch/x86/Kconfig": """
        config EXPERT
        \tbool "Expert"
        choice
        \tprompt "Timer"
        config HZ_100
        \tbool "100 HZ"
        config HZ_250
        \tbool "250 HZ"
        endchoice
        config VISIBLE
        \tbool "Shown to experts" if EXPERT
        \tdefault n
        """,
        "drivers/Kconfig": """
        menuconfig SCSI
        \ttristate "SCSI"
        \tselect SCSI_COMMON
        \thelp
        \t  Text that looks like an entry:
        \t  config FAKE

        \t    depends on NOTHING

        config SCSI_COMMON
        \ttristate
        if SCSI
        menu "Low level"
        \tdepends on BLOCK || \\
        \t\tRAW
        config SCSI_LOWLEVEL
        \tbool "Low-level drivers"
        if SCSI_LOWLEVEL
        config SCSI_DEBUG
        \ttristate "Debug"
        \tdepends on SCSI
        endif # SCSI_LOWLEVEL
        config CRC
        \tbool "crc"
        \tdepends on $(as-instr,crc32)
        endmenu
        endif
        config HIDDEN
        \tbool
        config OF_MODULE
        \tbool "bool that depends on a module"
        \tdepends on SCSI && BLOCK
        config USER_OF_HIDDEN
        \tbool "user"
        \tselect HIDDEN if SCSI
        """,
    ]

    private func explain(_ symbol: String, _ value: String, config: String) -> UnmetRequest {
        var reader = KconfigReader(architecture: "x86") { path in Self.files[path].map { Array($0.utf8) } }
        reader.read(file: "Kconfig")
        return KconfigExplainer(entries: reader.entries, values: KconfigValues(config: config))
            .explain(ConfigRequest(symbol: symbol, value: value, place: "f:1"))
    }

    @Test func chainOfFalseDependencies() {
        let found = explain("SCSI_DEBUG", "y", config: "CONFIG_SCSI=y\n")
        #expect(!found.isUnknown)
        #expect(found.got == "n")
        #expect(
            found.reasons == [
                "SCSI_DEBUG depends on BLOCK || RAW, with BLOCK=n, RAW=n (drivers/Kconfig:19)",
                "SCSI_DEBUG depends on SCSI_LOWLEVEL, which is n (drivers/Kconfig:19)",
                "SCSI_LOWLEVEL depends on BLOCK || RAW, with BLOCK=n, RAW=n (drivers/Kconfig:16)",
            ])
    }

    @Test func moduleDependencyLimitsToModule() {
        let found = explain(
            "SCSI_DEBUG", "y", config: "CONFIG_SCSI=m\nCONFIG_BLOCK=y\nCONFIG_SCSI_LOWLEVEL=y\nCONFIG_SCSI_DEBUG=m\n")
        #expect(found.got == "m")
        #expect(found.reasons.first == "SCSI_DEBUG depends on SCSI, which is m (drivers/Kconfig:19)")
    }

    @Test func boolMayBeSetAboveAModule() {
        #expect(
            explain("OF_MODULE", "y", config: "CONFIG_SCSI=m\n").reasons == [
                "OF_MODULE depends on BLOCK, which is n (drivers/Kconfig:30)"
            ])
    }

    @Test func moduleHeldUpByASelection() {
        #expect(
            explain("SCSI_COMMON", "m", config: "CONFIG_SCSI=y\nCONFIG_SCSI_COMMON=y\n").reasons == [
                "SCSI, which is y, selects it (drivers/Kconfig:1)"
            ])
    }

    @Test func helpTextDefinesNothing() {
        #expect(explain("FAKE", "y", config: "").isUnknown)
        #expect(explain("NO_SUCH", "n", config: "").isUnknown)
    }

    @Test func hiddenPromptChoiceAndToolchain() {
        #expect(
            explain("VISIBLE", "y", config: "").reasons == [
                "VISIBLE can be set only with EXPERT, which is n (arch/x86/Kconfig:10)"
            ])
        #expect(
            explain("HZ_250", "y", config: "CONFIG_HZ_100=y\n").reasons == [
                "HZ_100 is set, and only one of its choice can be (arch/x86/Kconfig:7)"
            ])
        #expect(
            explain("CRC", "y", config: "CONFIG_SCSI=y\nCONFIG_BLOCK=y\n").reasons == [
                "CRC depends on $(as-instr,crc32), which this toolchain may lack (drivers/Kconfig:23)"
            ])
        #expect(explain("EXPERT", "m", config: "CONFIG_EXPERT=y\n").reasons == ["it can be y or n, not m"])
    }

    @Test func whatNobodyCanSet() {
        #expect(
            explain("HIDDEN", "y", config: "CONFIG_SCSI=y\n").reasons == [
                "nobody can set it: it has no prompt", "it comes with one of: USER_OF_HIDDEN",
            ])
        #expect(
            explain("SCSI_COMMON", "n", config: "CONFIG_SCSI=y\nCONFIG_SCSI_COMMON=y\n").reasons == [
                "SCSI, which is y, selects it (drivers/Kconfig:1)"
            ])
    }

    @Test func messageNamesRequestAndRemedy() {
        let error = KernelError.configuration(
            [explain("SCSI_DEBUG", "y", config: "CONFIG_SCSI=y\nCONFIG_BLOCK=y\n")], name: "k")
        #expect(error.blame == .user)
        #expect(
            error.what == """
                a requested symbol is not in the final configuration of k
                  f:1: CONFIG_SCSI_DEBUG=y became n
                    SCSI_DEBUG depends on SCSI_LOWLEVEL, which is n (drivers/Kconfig:19)
                """)
    }
}

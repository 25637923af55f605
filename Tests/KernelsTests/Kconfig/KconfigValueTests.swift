// SPDX-License-Identifier: Apache-2.0

import Testing
import Vocabulary

@testable import Kernels

/// Values that a symbol cannot have, and names that no symbol has.
@Suite struct KconfigValueTests {
    private static let text = """
        config MODULES
        \tbool "Modules"
        config LIMIT
        \tint
        \tdefault 512
        config NR
        \tint "CPUs"   # how many
        \trange 2 LIMIT if BIG
        \trange 2 8
        \tdefault "4" if BIG && (MODULES) # four
        config BIG
        \tbool "Big"
        config BASE
        \thex "Base"
        \trange 0x100 0x1000
        config NAME
        \tstring "Name"
        config PLAIN
        \tbool "Plain"
        config TEST
        \ttristate "Test"
        \tdepends on m
        \tdepends on BIG && PLAIN # for both
        choice
        \tprompt "Timer"
        config HZ_100
        \tbool "100 HZ"
        config HZ_250
        \tbool "250 HZ"
        config HZ_1000
        \tbool "1000 HZ"
        endchoice
        config DRIVER
        \ttristate "Driver"
        \tselect HELPER if BIG!=n
        \timply NICE
        config STRONGER
        \ttristate "Stronger"
        \tselect HELPER
        config HELPER
        \ttristate "Helper"
        config NICE
        \tbool
        if PLAIN
        config TWICE
        \tbool "Twice"
        \tdepends on PLAIN
        endif
        """

    private static let entries = {
        var reader = KconfigReader(architecture: "x86") { _ in Array(text.utf8) }
        reader.read(file: "Kconfig")
        return reader.entries
    }()

    private func reasons(_ symbol: String, _ value: String, config: String = "CONFIG_MODULES=y\n") -> [String] {
        KconfigExplainer(entries: Self.entries, values: KconfigValues(config: config))
            .explain(ConfigRequest(symbol: symbol, value: value, place: "f:1")).reasons
    }

    @Test func rangesDefaultsAndImplicationsAreRead() throws {
        let number = try #require(Self.entries["NR"]?.first)
        #expect(number.ranges.map { "\($0.least) \($0.greatest)" } == ["2 LIMIT", "2 8"])
        #expect(number.ranges.map(\.condition) == [.symbol("BIG"), nil])
        #expect(number.defaults == [.init(value: .text("4"), condition: .and(.symbol("BIG"), .symbol("MODULES")))])
        #expect(Self.entries["DRIVER"]?.first?.selects.map(\.target) == ["HELPER"])
        #expect(Self.entries["DRIVER"]?.first?.implies.map(\.target) == ["NICE"])
    }

    @Test func numbersOutOfRange() {
        #expect(reasons("NR", "16", config: "CONFIG_NR=8\n") == ["it must be from 2 to 8 (Kconfig:6)"])
        #expect(
            reasons("NR", "1024", config: "CONFIG_BIG=y\nCONFIG_LIMIT=512\nCONFIG_NR=512\n")
                == ["it must be from 2 to 512 (LIMIT) (Kconfig:6)"])
        #expect(
            reasons("BASE", "0x10", config: "CONFIG_BASE=0x100\n") == ["it must be from 0x100 to 0x1000 (Kconfig:13)"])
        #expect(reasons("BASE", "\"x\"") == ["it is a hexadecimal number (Kconfig:13)"])
        #expect(reasons("NR", "\"8s\"") == ["it is a number (Kconfig:6)"])
        #expect(reasons("LIMIT", "1024", config: "CONFIG_LIMIT=512\n") == ["nobody can set it: it has no prompt"])
    }

    @Test func valuesOfAnotherType() {
        #expect(reasons("NAME", "5") == ["it is a text: write \"5\", with the quotes (Kconfig:16)"])
        #expect(reasons("NAME", "y") == ["it is a text: write \"y\", with the quotes (Kconfig:16)"])
        #expect(reasons("PLAIN", "\"y\"") == ["it is y or n (Kconfig:18)"])
        #expect(reasons("DRIVER", "1") == ["it is y, m or n (Kconfig:33)"])
        #expect(reasons("DRIVER", "m", config: "CONFIG_DRIVER=y\n") == ["there are no modules: MODULES is n"])
        #expect(reasons("PLAIN", "m", config: "CONFIG_MODULES=y\nCONFIG_PLAIN=y\n") == ["it can be y or n, not m"])
    }

    @Test func aCommentEndsAConditionAndAModuleIsNoSymbol() {
        #expect(
            reasons("TEST", "y", config: "CONFIG_MODULES=y\nCONFIG_BIG=y\nCONFIG_TEST=m\n") == [
                "TEST can be a module only (Kconfig:20)", "TEST depends on PLAIN, which is n (Kconfig:20)",
            ])
    }

    @Test func oneOfAChoiceMustBeSet() {
        #expect(
            reasons("HZ_250", "n", config: "CONFIG_HZ_250=y\n") == [
                "one of its choice must be set; ask for another: HZ_100, HZ_1000 (Kconfig:28)"
            ])
    }

    /// A module that selects holds up to m only: what holds to y comes first.
    @Test func theStrongestSelectorIsNamedFirst() {
        let config = "CONFIG_MODULES=y\nCONFIG_BIG=y\nCONFIG_DRIVER=m\nCONFIG_STRONGER=y\nCONFIG_HELPER=y\n"
        #expect(
            reasons("HELPER", "n", config: config) == [
                "STRONGER, which is y, selects it (Kconfig:37)", "DRIVER, which is m, selects it (Kconfig:33)",
            ])
        #expect(reasons("HELPER", "m", config: config) == ["STRONGER, which is y, selects it (Kconfig:37)"])
    }

    @Test func aReasonIsGivenOnce() {
        #expect(reasons("TWICE", "y") == ["TWICE depends on PLAIN, which is n (Kconfig:45)"])
    }

    @Test func aMisspeltNameIsPutRight() {
        #expect(reasons("STRONGR", "y") == ["did you mean STRONGER?"])
        #expect(reasons("SOMETHING_ELSE", "y") == [])
    }

    @Test func whatBecameOfAUsersConfiguration() {
        let base = [
            ("NR", "6"), ("GONE", "y"), ("OLD", "m"), ("DRIVER", "m"), ("NICE", "y"), ("PLAIN", "y"), ("GONE_TOO", "n"),
        ]
        .map { ConfigRequest(symbol: $0.0, value: $0.1, place: "") }
        let drift = BaseDrift(
            base: base, requested: ["PLAIN"], values: KconfigValues(config: "CONFIG_NR=8\nCONFIG_DRIVER=m\n"),
            entries: Self.entries)
        // NICE has no prompt, PLAIN was asked for otherwise, and what is gone and was off is no loss.
        #expect(drift.changed == ["NR 6 -> 8"] && drift.unknown == ["GONE", "OLD"])
        #expect(
            drift.notes(file: "my.config") == [
                "1 symbol is not as my.config has them: NR 6 -> 8",
                "2 symbols of my.config that this source does not have: GONE, OLD",
            ])
        let many = (0..<9).map { ConfigRequest(symbol: "X\($0)", value: "y", place: "") }
        let gone = BaseDrift(base: many, requested: [], values: KconfigValues(config: ""), entries: Self.entries)
        #expect(gone.notes(file: "c")[0].hasSuffix("X0, X1, X2, X3, X4, X5 and 3 more"))
    }
}

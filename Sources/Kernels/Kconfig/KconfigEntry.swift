// SPDX-License-Identifier: Apache-2.0

/// One definition of a symbol; a symbol may have several.
struct KconfigEntry: Hashable, Sendable {
    var symbol: String
    /// `drivers/scsi/Kconfig:412`.
    var place: String
    /// `bool`, `tristate`, `int`, `hex` or `string`; empty where the definition leaves it to another.
    var type = ""
    /// All must hold: its own `depends on`, and those of the menus, choices and ifs around it.
    var depends: [KconfigExpression] = []
    /// Whether it has a prompt, without which nobody can set it.
    var hasPrompt = false
    /// When the prompt is shown.
    var visible: [KconfigExpression] = []
    /// What it switches on, and under which condition.
    var selects: [Selection] = []
    /// What it proposes to switch on.
    var implies: [Selection] = []
    /// Its values where nobody sets it, the first that applies counts.
    var defaults: [Default] = []
    /// The least and the greatest value of a number, the first that applies counts.
    var ranges: [Range] = []
    /// Counts choices; members of one choice share it.
    var choice: Int?

    struct Selection: Hashable, Sendable {
        var target: String
        var condition: KconfigExpression?
    }

    struct Default: Hashable, Sendable {
        var value: KconfigExpression
        var condition: KconfigExpression?
    }

    struct Range: Hashable, Sendable {
        var least: KconfigExpression
        var greatest: KconfigExpression
        var condition: KconfigExpression?
    }

    /// Every symbol that has a say in its value, in the order of their weight; what selects it stands elsewhere.
    var influences: [String] {
        let conditions = depends + visible + defaults.flatMap { [$0.condition, $0.value].compactMap { $0 } }
        return conditions.flatMap(\.symbols)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Vocabulary

/// What depmod(8) and Kbuild say of the modules of a kernel, by module name with underscores.
struct ModuleIndex: Sendable {
    /// Paths below `lib/modules/RELEASE` (modules.dep(5)).
    private var paths: [String: String] = [:]
    /// What must be loaded before a module, the first to load first.
    private var dependencies: [String: [String]] = [:]
    /// What is built into the kernel (`modules.builtin`).
    private var builtIn: Set<String> = []
    /// Names or aliases that a module wants before it, if they are to be had (modprobe.d(5), "softdep").
    private var wishes: [String: [String]] = [:]
    /// Modules by an alias without a pattern in it.
    private var aliases: [String: [String]] = [:]

    /// - Parameter directory: `.../lib/modules/RELEASE`; a file that is not there says nothing.
    init(directory: String) {
        func text(_ name: String) -> String {
            FileManager.default.contents(atPath: directory + "/" + name).map { String(decoding: $0, as: UTF8.self) }
                ?? ""
        }
        self.init(
            dependencies: text("modules.dep"), builtIn: text("modules.builtin"), wishes: text("modules.softdep"),
            aliases: text("modules.alias"))
    }

    init(dependencies: String, builtIn: String, wishes: String = "", aliases: String = "") {
        for line in dependencies.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = ModuleName.of(path: line[..<colon])
            paths[name] = String(line[..<colon])
            // The last of the line is needed by all before it.
            self.dependencies[name] = line[line.index(after: colon)...].split(separator: " ").reversed().map {
                ModuleName.of(path: $0)
            }
        }
        self.builtIn = Set(builtIn.split(separator: "\n").map { ModuleName.of(path: $0) })
        for line in wishes.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 3, words[0] == "softdep", let pre = words.firstIndex(of: "pre:") else { continue }
            let wished = words[(pre + 1)...].prefix { !$0.hasSuffix(":") }
            self.wishes[ModuleName.underscored(words[1]), default: []] += wished.map(String.init)
        }
        guard !self.wishes.isEmpty else { return }
        for line in aliases.split(separator: "\n") where !line.contains("*") {
            let words = line.split(separator: " ")
            guard words.count == 3, words[0] == "alias" else { continue }
            self.aliases[String(words[1]), default: []].append(ModuleName.underscored(words[2]))
        }
    }

    func isBuiltIn(_ name: String) -> Bool { builtIn.contains(name) }

    /// The module's file; nil where there is none.
    func path(of name: String) -> String? { paths[name] }

    /// What must be loaded before it.
    func needs(of name: String) -> [String] { dependencies[name] ?? [] }

    /// Loadable modules that it wishes for.
    func wishes(of name: String) -> [String] {
        (wishes[name] ?? []).flatMap { wish in
            let plain = ModuleName.underscored(wish)
            return paths[plain] != nil ? [plain] : aliases[wish] ?? []
        }
    }
}

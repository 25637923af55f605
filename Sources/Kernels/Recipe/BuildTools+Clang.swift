// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixPlan

/// clang with LLVM's other programs (Documentation/kbuild/llvm.rst), all of one version. Another compiler package may
/// bring a `clang` of its own without the rest, such as Swift's, first on PATH: half of one and half of another is
/// never taken.
extension BuildTools {
    /// What Kbuild calls each program; the compiler and the linker are first.
    private static let programs = [
        ("CC", "clang"), ("LD", "ld.lld"), ("AR", "llvm-ar"), ("NM", "llvm-nm"), ("OBJCOPY", "llvm-objcopy"),
        ("OBJDUMP", "llvm-objdump"), ("READELF", "llvm-readelf"), ("STRIP", "llvm-strip"),
    ]

    static func clang(_ choice: KernelDefinition.CompilerChoice) async throws -> BuildTools {
        let suffix = choice.version.map { "-\($0)" } ?? ""
        var complaint: String?
        for prefix in [""] + directories.map({ $0 + "/" }) {
            switch await suite(prefix, suffix) {
            case .whole(let answers): return await tools(choice, answers: answers, suffix: suffix)
            case .lacks(let what): complaint = complaint ?? what
            }
        }
        throw missing(choice, complaint ?? "clang\(suffix)")
    }

    /// What the programs of one place answer.
    enum Suite: Hashable, Sendable {
        /// By the name that is run, in the order of `programs`.
        case whole([Answer])
        case lacks(String)

        struct Answer: Hashable, Sendable {
            var program: String
            var text: String
        }
    }

    /// - Parameters:
    ///   - prefix: a directory with its slash; empty for whatever is first on PATH.
    ///   - suffix: of all names, such as `-14`.
    static func suite(_ prefix: String, _ suffix: String) async -> Suite {
        var answers: [Suite.Answer] = []
        var absent: [String] = []
        for (_, name) in programs {
            let program = prefix + name + suffix
            if let text = await answer(program) {
                answers.append(Suite.Answer(program: program, text: text))
            } else {
                absent.append(program)
            }
        }
        guard absent.isEmpty else { return .lacks("there is no \(absent.joined(separator: ", "))") }
        let versions = Set(answers.map { version(in: $0.text) ?? "none" })
        guard versions.count == 1, versions != ["none"] else {
            return .lacks("its programs are of several versions: \(versions.sorted().joined(separator: ", "))")
        }
        return .whole(answers)
    }

    /// Every program is named, because kernels before 5.18 know no suffix and would take whatever `clang` is.
    private static func tools(
        _ choice: KernelDefinition.CompilerChoice, answers: [Suite.Answer], suffix: String
    ) async -> BuildTools {
        func line(_ index: Int) -> String { answers[index].text.split(separator: "\n").first.map(String.init) ?? "" }
        var variables = ["LLVM=\(suffix.isEmpty ? "1" : suffix)", "LLVM_IAS=1"]
        for ((variable, _), answer) in zip(programs, answers) { variables.append("\(variable)=\(answer.program)") }
        for (variable, index) in [("HOSTCC", 0), ("HOSTLD", 1), ("HOSTAR", 2)] {
            variables.append("\(variable)=\(answers[index].program)")
        }
        return BuildTools(
            choice: choice,
            versions: Toolchain(
                compiler: line(0), linker: line(1), assembler: line(0), pahole: await firstLine("pahole")),
            variables: variables)
    }

    /// The first `14.0.6` of an answer.
    static func version(in answer: String) -> String? {
        answer.split { !($0.isNumber || $0 == ".") }.first { $0.split(separator: ".").count >= 3 }.map(String.init)
    }

    /// Where one suite may lie whole although another's compiler is first on PATH.
    private static var directories: [String] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        return path.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") && !$0.contains(" ") }
    }
}

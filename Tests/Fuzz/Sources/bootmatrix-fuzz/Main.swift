// SPDX-License-Identifier: Apache-2.0

import CLibFuzzer
import Foundation

/// `bootmatrix-fuzz all SECONDS DIRECTORY [TARGET...]` fuzzes targets, two at a time; `bootmatrix-fuzz TARGET [ARGUMENT...]`
/// is libFuzzer with that target, and reads one input again when its argument is a file. docs/hostile-guests.md.
@main enum Main {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        if words.count >= 3, words[0] == "all", let seconds = Int(words[1]), seconds > 0 {
            let named = words.dropFirst(3)
            let targets = FuzzTarget.all.filter { named.isEmpty || named.contains($0.name) }
            exit(FuzzCampaign(seconds: seconds, directory: words[2]).run(targets) ? 0 : 1)
        }
        guard let name = words.first, let target = FuzzTarget.named(name) else {
            let names = FuzzTarget.all.map(\.name).joined(separator: ", ")
            print("usage: bootmatrix-fuzz all SECONDS DIRECTORY [TARGET...] | TARGET [LIBFUZZER ARGUMENT...]")
            print("targets: \(names)")
            exit(129)
        }
        exit(fuzz(target, Array(words.dropFirst())))
    }

    private static func fuzz(_ target: FuzzTarget, _ arguments: [String]) -> Int32 {
        Chosen.run = target.run
        // libFuzzer starts itself again for some of its work (`-minimize_crash=1`, `-merge=1`), by a shell and the first word.
        let itself = "\(CommandLine.arguments[0]) \(target.name)"
        var words: [UnsafeMutablePointer<CChar>?] = ([itself] + arguments).map { strdup($0) }
        var count = Int32(words.count)
        words.append(nil)
        return words.withUnsafeMutableBufferPointer { buffer in
            var base = buffer.baseAddress
            return LLVMFuzzerRunDriver(&count, &base) { data, size in
                Chosen.run?(Array(UnsafeBufferPointer(start: data, count: data == nil ? 0 : size)))
                return 0
            }
        }
    }
}

/// What libFuzzer's callback runs: a C function has no context of its own.
enum Chosen {
    /// Set once before libFuzzer starts, read by its only thread.
    nonisolated(unsafe) static var run: (([UInt8]) -> Void)?
}

/// Ends the process as a crash does, which is how libFuzzer is told that an input is bad.
func expect(_ isTrue: Bool, _ what: @autoclosure () -> String) {
    guard !isTrue else { return }
    FileHandle.standardError.write(Data("EXPECTATION: \(what())\n".utf8))
    abort()
}

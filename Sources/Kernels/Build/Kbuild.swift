// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import SourceTrees

/// make in one lineage, with the objects of one family beside the tree.
struct Kbuild: Sendable {
    let lineage: Lineage
    let family: ObjectFamily
    /// make's variables that say which programs to run.
    let variables: [String]
    /// How many compilers may run at once.
    let jobs: Int

    var tree: String { lineage.tree }
    /// Where objects are; kept from one kernel to the next, which is what makes the next one cheap.
    var objects: String { lineage.directory + "/o" + family.suffix }
    /// There while make runs, and after one that did not come to its own end.
    private var marker: String { state("making") }

    /// A file about this family's objects, beside them.
    func state(_ name: String, _ ending: String = "") -> String {
        lineage.directory + "/" + name + family.suffix + ending
    }

    /// The same tree and programs with the objects of another family.
    func with(_ family: ObjectFamily, jobs: Int) -> Kbuild {
        Kbuild(lineage: lineage, family: family, variables: variables, jobs: jobs)
    }

    /// Whether a kernel was linked here before.
    var isWarm: Bool { FileManager.default.fileExists(atPath: objects + "/vmlinux") }

    /// How much a build yields to everything else: guests that are measured go on beside it.
    private static let niceness = "10"

    /// - Parameter variables: added to the environment, not to the command line, which Kbuild would record.
    func command(_ targets: [String], variables environment: [String: String] = [:]) -> Command {
        let arguments = [
            "-C", tree, "O=" + objects, "ARCH=x86", "-j\(jobs)", "--no-print-directory", "--output-sync=target",
        ]
        var all = KbuildEnvironment.current
        for (name, value) in environment { all[name] = value }
        return lineage.command(
            Command("nice", ["-n", Self.niceness, "make"] + arguments + variables + targets, environment: all))
    }

    /// Runs make; the objects of a run that is killed are repaired before the next.
    func run(_ command: Command, log: String, onLine: (@Sendable (String) -> Void)? = nil) async throws
        -> CommandResult
    {
        try Directories.make(objects)
        try await repair()
        guard FileManager.default.createFile(atPath: marker, contents: Data(HostFacts.bootID.utf8)) else {
            throw HostError.file("write", marker, errno: errno)
        }
        let result = try await command.run(log: log, keeping: 40, onLine: onLine)
        // make removes what a failed rule left; only when make itself was killed is that in doubt.
        if result.status < 128 { unlink(marker) }
        return result
    }

    /// Removes what a killed make may have left half made, and what it made without our having read what it said of it:
    /// an object's warnings are known only to who sees it compiled. A rule writes its target first and `.TARGET.cmd` last
    /// (scripts/Kbuild.include, `cmd_and_savecmd`), so a target that is newer than its record was not finished: it
    /// may even be a valid object that objtool had not yet worked on. After a reboot nothing here is trusted.
    @concurrent
    func repair() async throws {
        guard let boot = FileManager.default.contents(atPath: marker) else { return }
        if boot != Data(HostFacts.bootID.utf8) {
            try FileManager.default.removeItem(atPath: objects)
            try Directories.make(objects)
        } else {
            let told = try WarningJournal.read(state("warnings", ".journal")).told
            for path in Self.unfinished(in: objects) + Self.untold(in: objects, since: marker, told: told) {
                unlink(path)
            }
        }
        unlink(marker)
    }
}

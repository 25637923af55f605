// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Testing

@testable import Images

@Suite struct WorkspaceTests {
    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test func itGoesWithTheValue() async throws {
        let scratch = try Scratch()
        var path = ""
        do {
            let workspace = try await Workspace.make(in: scratch.path + "/work")
            path = workspace.path
            let inner = try workspace.directory("a/b")
            #expect(exists(inner))
        }
        #expect(!exists(path))
    }

    @Test func whatAKilledProcessLeftIsRemovedAndWhatLivesIsNot() async throws {
        let scratch = try Scratch()
        let root = scratch.path + "/work"
        let living = try await Workspace.make(in: root)
        let socket = scratch.path + "/libguestfsAb12Cd"
        let precious = scratch.path + "/precious"
        for directory in [socket, precious] {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        }
        // A lock file that nobody holds is what a killed process leaves.
        try scratch.file("work/work-1-1/lock", "")
        try scratch.file("work/work-1-1/socket-directory", socket)
        try scratch.file("work/work-1-2/socket-directory", precious)
        let next = try await Workspace.make(in: root)
        #expect(exists(next.path))
        #expect(exists(living.path))
        #expect(!exists(root + "/work-1-1"))
        #expect(!exists(root + "/work-1-2"))
        #expect(!exists(socket))
        #expect(exists(precious))
    }

    @Test(arguments: ["libguestfs12345", "libguestfsAb12Cdx", "libguestfsAb1.Cd", "guestfsAb12Cd"])
    func otherNamesAreNeverTakenForLibguestfss(name: String) throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch.path + "/" + name, withIntermediateDirectories: true)
        #expect(!Workspace.isSocketDirectory(scratch.path + "/" + name))
        #expect(!Workspace.isSocketDirectory(name))
    }
}

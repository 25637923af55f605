// SPDX-License-Identifier: Apache-2.0

import Host
import MatrixPlan

/// What a base image is made of and what needs no kernel: the root file system and the guest program.
struct Ingredients: Sendable {
    let tarball: String
    let program: String
    let programHash: String
    /// One of them was not in the cache.
    let wereMade: Bool

    func image(_ recipe: ImageRecipe) -> BaseImage {
        BaseImage(recipe: recipe, tarball: tarball, program: program, programHash: programHash)
    }

    /// Makes both at the same time: the one waits for the network, the other compiles.
    static func make(
        recipe: ImageRecipe, images: String, shelves: String, logs: Logs
    ) async throws -> Ingredients {
        async let root = root(recipe: recipe, images: images, shelves: shelves, logs: logs)
        async let program = program(images: images, shelves: shelves, logs: logs)
        let (rootEntry, programEntry) = try await (root, program)
        let programPath = programEntry.path + "/" + GuestProgram.name
        return Ingredients(
            tarball: rootEntry.path + "/" + RootTarball.name, program: programPath,
            programHash: try ContentHash.ofFile(programPath),
            wereMade: !(rootEntry.wasCached && programEntry.wasCached))
    }

    private static func root(
        recipe: ImageRecipe, images: String, shelves: String, logs: Logs
    ) async throws -> Shelf.Entry {
        let tarball = RootTarball(recipe: recipe, hook: images + "/hooks/versions.sh")
        let candidates = try await AptSources.candidates(of: recipe.packages, suite: recipe.suite)
        let key = try tarball.key(candidates: candidates)
        return try await Shelf(shelves + "/root").entry(key, for: recipe.name.rawValue) { staging in
            try ImageError.requireSpace(RootTarball.space, for: "the root file system", at: staging)
            let workspace = try await Workspace.make(in: shelves + "/work")
            try await tarball.make(in: staging, workspace: workspace, log: try logs.fresh("root-\(recipe.name)"))
        }
    }

    private static func program(images: String, shelves: String, logs: Logs) async throws -> Shelf.Entry {
        let program = GuestProgram(sources: images + "/guest")
        return try await Shelf(shelves + "/guest").entry(try await program.key()) { staging in
            try await program.make(in: staging, log: try logs.fresh("guest-program"))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import Foundation
import Host
public import Reports
import Vocabulary

/// `bootmatrix cache`: what is kept, whether it is whole, and room.
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "List, verify and prune what is kept: kernels, images, build directories.",
        subcommands: [CacheListCommand.self, CacheVerifyCommand.self, CachePruneCommand.self])
}

/// `bootmatrix cache list`.
struct CacheListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what is in the cache: what it is, its size, its last use.",
        discussion:
            "Nothing is verified, and nothing changed. `in use`: a living process boots from it or builds in it.")

    @OptionGroup var options: TextOptions

    @Option(name: .long, help: "kind, used (the last first) or size (the largest first).")
    var sort: CacheListing.Order = .kind

    func run() async throws {
        let cache = Directories().cache
        let inventory = await CacheInventory.read(cache)
        let listing = CacheListing(
            cache: cache, free: HostFacts.freeSpace(at: cache), items: inventory.things.map(\.item),
            garbage: inventory.litter.map(\.garbage), now: inventory.now)
        Output.text(options.json ? try listing.json(order: sort) : listing.text(order: sort, style: options.style))
    }
}

/// `bootmatrix cache verify`.
struct CacheVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Compare every kernel and image with its checksums.",
        discussion: """
            What is damaged is set aside and made again when it is wanted; runs do the same with what they use. Build \
            directories and logs have no checksums. Exit: 0 all are sound, 125 something was damaged.
            """)

    @OptionGroup var options: TextOptions

    func run() async throws {
        let verification = try await CacheVerifier(cache: Directories().cache).verify()
        Output.text(options.json ? try verification.json() : verification.text(style: options.style))
        throw ProcessExit(verification.status)
    }
}

/// `bootmatrix cache prune`.
struct CachePruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Make room: remove garbage and, if asked, what was not used for long.",
        discussion: """
            Without options it removes only what no run would ever use: damaged entries, what killed processes left, \
            locks without entry, logs of more than 30 days. Never what a living process uses. Runs may go on or start \
            meanwhile. Exit: 0, or 125 when something could not be removed.
            """)

    @OptionGroup var options: TextOptions

    @Option(name: .long, help: "Remove what was not used for more than so many days; logs of that age as well.")
    var keepDays: Int?

    @Option(name: .long, help: "Remove the least recently used until all takes at most this: 20GiB, 500MiB.")
    var maxSize: String?

    @Flag(name: .long, help: "Say what would go, and change nothing.")
    var dryRun = false

    func run() async throws {
        let pruning = try await CachePruner(
            cache: Directories().cache, policy: try policy(), isDryRun: dryRun
        ).prune()
        Output.text(options.json ? try pruning.json() : pruning.text(style: options.style))
        for failure in pruning.failures where !options.json {
            Output.error("not removed: \(SafeText.line(failure.path)): \(SafeText.line(failure.why))")
        }
        throw ProcessExit(pruning.status)
    }

    /// - Throws: `ValidationError`.
    private func policy() throws -> PrunePolicy {
        var policy = PrunePolicy()
        if let keepDays {
            guard (0...36_500).contains(keepDays) else { throw ValidationError("--keep-days: from 0 to 36500") }
            policy.keep = .seconds(keepDays * 86_400)
        }
        if let maxSize {
            guard let size = ByteCount(text: maxSize) else {
                throw ValidationError(
                    "--max-size: '\(SafeText.line(maxSize, limit: 40))' is no size; write 20GiB or 500MiB")
            }
            policy.maxSize = size
        }
        return policy
    }
}

extension CacheListing.Order: ExpressibleByArgument {}

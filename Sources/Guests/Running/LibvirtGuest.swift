// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Campaign
import Glibc
import Vocabulary

/// One guest under libvirt. Its calls block, so it runs on a thread of its own.
actor LibvirtGuest: RunningGuest {
    nonisolated let description: GuestDescription
    nonisolated let events: AsyncStream<GuestEvent>

    let connection: LibvirtConnection
    let domain: DomainDefinition
    let output: GuestOutput
    /// Files that only this guest uses.
    private let files: [String]
    private let executor: QueueExecutor

    private(set) var handle: DomainHandle?
    private var channels: [GuestOutput.Source: any GuestChannel] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(
        _ domain: DomainDefinition, description: GuestDescription, on connection: LibvirtConnection,
        limits: GuestLimits, files: [String]
    ) {
        self.domain = domain
        self.description = description
        self.connection = connection
        self.files = files
        executor = QueueExecutor("guest \(domain.name)")
        let log = HypervisorLog(domain: domain.name, root: connection.root)
        output = GuestOutput(
            limits: limits, sources: domain.evidence ? [.console, .evidence] : [.console],
            lastWords: { log?.lastWords() })
        events = output.events
    }

    /// Creates the domain paused, opens its streams, lets it run. On a failure nothing is left behind.
    /// - Parameter prepare: makes the guest's files.
    func launch(prepare: @Sendable () throws -> Void = {}) throws {
        do {
            try Task.checkCancellation()
            try prepare()
            let output = output
            connection.router.add(domain.uuid) { output.occurred($0) }
            try create()
            try Task.checkCancellation()
            try handle?.resume()
        } catch {
            let words = HypervisorLog(domain: domain.name, root: connection.root)?.lastWords()
            let left = end()
            guard let failure = error as? LibvirtFailure else { throw error }
            var what = "the guest did not start"
            if let complaint = failure.complaint ?? words { what += ": QEMU says '\(complaint)'" }
            if !left.isEmpty { what += "; left behind: \(left.joined(separator: ", "))" }
            throw GuestError(.start, what, at: domain.name, remedy: "see 'bootmatrix doctor'", cause: failure)
        }
    }

    private func create() throws {
        // Autodestroy: whatever ends this process, a daemon ends the guests of its connection. Embedded libvirt, which
        // has no such thing, leaves them to `StaleGuests`.
        let autodestroy = connection.root == nil ? VIR_DOMAIN_START_AUTODESTROY.rawValue : 0
        let flags = VIR_DOMAIN_START_PAUSED.rawValue | autodestroy
        let create = { [connection, description] () throws(LibvirtFailure) -> DomainHandle in
            try connection.create(description.domainXML, flags: flags)
        }
        let handle = try connection.root?.starting(domain.name, create) ?? create()
        self.handle = handle
        try openChannels(handle)
    }

    private func openChannels(_ handle: DomainHandle) throws {
        let output = output
        let toConsole: ChannelSink = { output.received($0, from: .console) }
        let toEvidence: ChannelSink = { output.received($0, from: .evidence) }
        switch domain.route {
        case .sockets(let console, let evidence):
            channels[.console] = try SocketChannel(console, sink: toConsole)
            guard domain.evidence else { return }
            channels[.evidence] = try SocketChannel(evidence, sink: toEvidence)
        case .streams:
            channels[.console] = try LibvirtChannel(connection, sink: toConsole) { raw throws(LibvirtFailure) in
                try handle.openConsole(raw)
            }
            guard domain.evidence else { return }
            channels[.evidence] = try LibvirtChannel(connection, sink: toEvidence) { raw throws(LibvirtFailure) in
                try handle.openChannel(DomainDefinition.evidencePort, raw)
            }
        }
    }

    /// Gives up when the guest takes nothing for two seconds: a dead guest's console stays full.
    func type(_ bytes: [UInt8]) async {
        var rest = bytes[...]
        var patience = 200
        while !rest.isEmpty, patience > 0, let sent = channels[.console]?.send(rest) {
            rest = rest.dropFirst(sent)
            guard sent == 0 else { continue }
            patience -= 1
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Last in, first out. Every rung is climbed whatever became of the one before.
    func end() -> [String] {
        var left: [String] = []
        output.finish()
        // Before the domain goes: see `ChannelRoute`.
        for channel in channels.values { channel.close() }
        channels = [:]
        if let handle {
            connection.root?.killEmulator(of: domain.name)
            do {
                try handle.destroy()
            } catch {
                let isGone = connection.isLocal && OrphanedEmulator.kill(domain: domain.name, uuid: domain.uuid)
                if !isGone { left.append("domain \(domain.name): \(error)") }
            }
        }
        handle = nil
        connection.router.remove(domain.uuid)
        for file in files where unlink(file) != 0 && errno != ENOENT {
            left.append("\(file): \(String(cString: strerror(errno)))")
        }
        return left
    }
}

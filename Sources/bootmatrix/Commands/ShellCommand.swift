// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BootEvidence
import Campaign
import Glibc
import Guests
import Host
import Kernels
import MatrixPlan
import RunStore
import Vocabulary

/// `bootmatrix shell`: a cell's guest by hand.
struct ShellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell", abstract: "Boot a cell's guest and open a shell on its console.",
        discussion: """
            The same kernel, disks and command line; the shell starts after the workload. Ctrl-] leaves and ends the \
            guest, as do `exit` and `poweroff` in it. The terminal is given back whatever happens.
            """)

    @OptionGroup var cell: CellOptions
    @OptionGroup var project: ProjectOptions

    @Flag(name: .long, help: "Start the shell at once, without the workload: no udevd, nothing loaded.")
    var bare = false

    @Option(name: .long, help: "The libvirt that runs the guest; default: qemu:///embed, without a daemon.")
    var connect: String?

    func run() async throws {
        let reference = try cell.reference()
        guard isatty(0) == 1, isatty(1) == 1, let terminal = RawTerminal(0) else { throw NoTerminal() }
        let display = ProgressDisplay(cellsPlanned: 0, isLive: Output.isTerminal(2))
        defer { display.finish() }
        // Past this, reading stops for good.
        let bench = Workbench(
            connect: connect, progress: display, limits: GuestLimits(console: .gibibytes(1)))
        _ = try await StaleGuests.sweep(runtime: bench.directories.runtime)
        _ = try await Scratch.sweep(bench.directories.runtime)
        let scratch = try await Scratch.make(run: "shell-\(getpid())", in: bench.directories.runtime)
        do {
            var spec = try await spec(reference, bench, scratch: scratch.path)
            spec.cmdline += words
            let lease = try await lease(spec, bench, display)
            do {
                let guest = try await bench.hypervisor.start(spec)
                display.finish()
                let end = await converse(with: guest, terminal)
                let left = await guest.end()
                await lease.release()
                let closed = await bench.hypervisor.close()
                await scratch.remove()
                try conclude(end, left + closed)
            } catch {
                await lease.release()
                throw error
            }
        } catch {
            _ = await bench.hypervisor.close()
            await scratch.remove()
            throw error
        }
    }

    /// What makes a guest one with a shell: docs/evidence.md.
    private var words: [String] {
        let size = Output.height(1).flatMap { rows in Output.width(1).map { "bootmatrix.terminal=\(rows)x\($0)" } }
        return ["bootmatrix.shell=\(bare ? "only" : "1")"] + (size.map { [$0] } ?? [])
    }

    private func spec(_ reference: CellReference, _ bench: Workbench, scratch: String) async throws -> GuestSpec {
        if !cell.fresh, let boot = try StoredBoot.find(reference, run: cell.run) {
            return try await bench.spec(of: boot, scratch: scratch)
        }
        return try await bench.spec(reference.coordinates, in: project, scratch: scratch)
    }

    private func lease(
        _ spec: GuestSpec, _ bench: Workbench, _ display: ProgressDisplay
    ) async throws -> any CapacityLease {
        let capacity = try HostCapacity.ofThisHost(directory: bench.directories.leases)
        let word = Task {
            try await Task.sleep(for: .seconds(1))
            display.report(.note("waiting for room on this host; `bootmatrix doctor` says who has it"))
        }
        defer { word.cancel() }
        return try await capacity.acquire(
            Demand(cpus: spec.vcpus, memory: spec.memory, holder: "shell in \(spec.cell)"))
    }

    /// The terminal is the guest's while this runs, and ours again when it returns.
    private func converse(with guest: any RunningGuest, _ terminal: RawTerminal) async -> ConsoleBridge.End {
        let keeper = TerminalGuard.start()
        Output.error("Ctrl-] leaves and ends the guest")
        terminal.enter()
        let end = await ConsoleBridge(guest: guest).run()
        terminal.restore()
        keeper?.dismiss()
        // The guest's last line may have no end.
        Output.error("\n")
        return end
    }

    private func conclude(_ end: ConsoleBridge.End, _ left: [String]) throws {
        for line in left { Output.error("left behind: \(line)") }
        switch end {
        case .left: Output.error("left; the guest is gone")
        case .guest(.poweredOff): Output.error("the guest powered off")
        case .guest(.panicked):
            Output.error("the kernel panicked")
            throw ProcessExit.bad
        case .guest(.rebooted): Output.error("the guest reset itself")
        case .interrupted: throw CancellationError()
        case .inputEnded:
            Output.error("the terminal is gone")
            throw ProcessExit.noVerdict
        case .guest(.hypervisorGone(let why)), .guest(.connectionLost(let why)), .guest(.overSize(let why)):
            Output.error("the guest is lost: \(SafeText.line(why))")
            throw ProcessExit.noVerdict
        case .guest, .closed:
            Output.error("the guest is lost")
            throw ProcessExit.noVerdict
        }
    }
}

/// A shell in a pipe would be nobody's.
private struct NoTerminal: DiagnosableError {
    var code: String { "no-terminal" }
    var blame: Blame { .user }
    var what: String { "a shell needs a terminal at standard input and output" }
    var location: String? { nil }
    var remedy: String? { "run it in a terminal; `bootmatrix reproduce` gives a command for scripts" }
    var cause: (any Error)? { nil }
}

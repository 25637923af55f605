// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// One thing that a host must have, or should have, for the main job.
public struct HostCheck: Hashable, Sendable {
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// As it should be.
        case good = "ok"
        /// The main job runs, but worse than it could.
        case lacking = "lack"
        /// The main job cannot run.
        case bad = "bad"
    }

    /// What was looked at, one or two words.
    public var name: String
    public var state: State
    /// What was found, one line.
    public var found: String
    /// What to do, an imperative sentence; nil where nothing needs to be done.
    public var remedy: String?

    public init(_ name: String, _ state: State, _ found: String, remedy: String? = nil) {
        self.name = name
        self.state = state
        self.found = found
        self.remedy = remedy
    }

    /// An error as a check: what it says, and its own remedy.
    public init(_ name: String, _ state: State, error: any Error) {
        let known = error as? any DiagnosableError
        self.init(name, state, errorLine(error), remedy: known?.remedy)
    }
}

extension [HostCheck] {
    /// PASS when the main job can run; MISS, the host's fault, when it cannot.
    public var status: Status { contains { $0.state == .bad } ? .miss : .pass }
}

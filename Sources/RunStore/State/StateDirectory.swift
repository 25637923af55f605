// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
import Vocabulary

/// Where runs are kept: `STATE/runs/RUN-ID`.
public struct StateDirectory: Hashable, Sendable {
    /// The word for the run that started last.
    public static let latestWord = "latest"

    /// Absolute, such as `~/.local/state/bootmatrix` without the tilde.
    public let path: String

    public init(path: String) { self.path = PathText(path).normal }

    public var runs: String { "\(path)/runs" }

    public func path(of id: RunID) -> String { "\(runs)/\(id)" }

    /// Every run, the latest first. Empty when there is no directory yet.
    public func list() throws(RunStoreError) -> [RunID] {
        guard FileReading.exists(runs) else { return [] }
        return try FileReading.entries(of: runs).compactMap(RunID.init(text:)).filter { id in
            FileReading.exists("\(path(of: id))/\(RunDirectory.recordName)")
        }.sorted(by: >)
    }

    /// The run that started last.
    public func latest() throws(RunStoreError) -> RunID? { try list().first }

    /// Makes a new run here, and removes what killed processes left of theirs.
    ///
    /// - Throws: `run-exists` when the id is taken: two that start in one second need different salts.
    public func create(
        _ id: RunID, matrix: Matrix, plan: Plan, facts: RunFacts, scratchRoot: String
    ) throws(RunStoreError) -> RunWriter {
        LeftoverRuns.remove(in: runs)
        return try RunWriter.create(
            at: path(of: id), matrix: matrix, plan: plan, facts: facts, scratchRoot: scratchRoot)
    }

    /// What a user means by RUN: `latest`, an id, the start of just one id, or a directory.
    ///
    /// - Throws: `no-such-run`, or `ambiguous-run` with the ids that it could be.
    public func resolve(_ argument: String) throws(RunStoreError) -> RunDirectory {
        let ids = try list()
        if argument == Self.latestWord {
            guard let id = ids.first else { throw unknown(argument, ids) }
            return RunDirectory(path: path(of: id))
        }
        let isPath = argument.contains("/") || argument == "." || argument == ".."
        if isPath { return try RunDirectory.open(at: argument) }
        let matches = argument.isEmpty ? [] : ids.filter { $0.text.hasPrefix(argument) }
        if let exact = matches.first, matches.count == 1 || exact.text == argument {
            return RunDirectory(path: path(of: exact))
        }
        guard matches.isEmpty else {
            throw RunStoreError(
                .ambiguousRun, blame: .user,
                "\(matches.count) runs start with \"\(SafeText.line(argument, limit: 60))\"",
                at: runs, remedy: "write one of: \(shown(matches))")
        }
        if !argument.isEmpty, let directory = try? RunDirectory.open(at: argument) { return directory }
        throw unknown(argument, ids)
    }

    private func unknown(_ argument: String, _ ids: [RunID]) -> RunStoreError {
        let what =
            ids.isEmpty
            ? "there are no runs yet" : "there is no run \"\(SafeText.line(argument, limit: 60))\""
        return RunStoreError(
            .noSuchRun, blame: .user, what, at: runs,
            remedy: ids.isEmpty ? "start one with `bootmatrix run`" : "write `latest`, or one of: \(shown(ids))")
    }

    private func shown(_ ids: [RunID]) -> String {
        ids.prefix(5).map(\.text).joined(separator: ", ") + (ids.count > 5 ? ", ..." : "")
    }
}

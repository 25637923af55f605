// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host

/// The host's load average while a group is measured, so that a reader knows what else ran.
struct LoadMeter: Sendable {
    struct Reading: Codable, Sendable {
        var before: Double
        var mean: Double
        var highest: Double

        var line: String { String(format: "Load: %.2f before, %.2f on average, %.2f at most.", before, mean, highest) }
    }

    private let watch: Task<Reading, Never>

    init() {
        let before = HostFacts.load
        watch = Task {
            var values = [before]
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(2))
                values.append(HostFacts.load)
            }
            return Reading(
                before: before, mean: values.reduce(0, +) / Double(values.count), highest: values.max() ?? before)
        }
    }

    func stop() async -> Reading {
        watch.cancel()
        return await watch.value
    }
}

// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import MatrixPlan
import Vocabulary

/// What is going on, as a value: events in, lines out. Both displays read it.
struct ProgressBoard: Sendable {
    /// Something under way, shown while it lasts.
    struct Activity: Sendable {
        var key: String
        var text: String
    }

    /// Up to the end of the look that runs.
    private(set) var cellsPlanned: Int
    private var done: Set<CellID> = []
    private var held: Set<CellID> = []
    private(set) var activities: [Activity] = []

    init(cellsPlanned: Int) { self.cellsPlanned = cellsPlanned }

    /// Takes an event and gives the line that should stay on the screen, if it deserves one.
    mutating func take(_ event: ProgressEvent) -> String? {
        switch event {
        // Words of a guest, of a compiler and of libvirt may be in it.
        case .note(let text): return SafeText.lines(text)
        case .lookStarted(let look, let count, let boots, let most):
            cellsPlanned = done.count + boots
            let limit = most > boots ? ", up to \(most)" : ""
            return "look \(look) of \(count): \(boots) \(boots == 1 ? "boot" : "boots")\(limit)"
        case .failed(let text): return SafeText.lines("failed: \(text)")
        case .kernelStarted(let kernel, let steps):
            set("kernel \(kernel)", steps)
            return "kernel \(kernel): \(steps)"
        case .kernelProgress(let kernel, let done, let expected):
            set("kernel \(kernel)", "\(done) of \(expected.map { "about \($0)" } ?? "?") objects")
            return nil
        case .kernelReady(let kernel, let cached, let took):
            clear("kernel \(kernel)")
            return "kernel \(kernel): " + (cached ? "from the cache" : "built in \(took.brief)")
        case .kernelTaken(let kernel, let what, let cached, let took):
            clear("kernel \(kernel)")
            return "kernel \(kernel): " + (cached ? "\(what), from the cache" : "ready in \(took.brief)")
        case .imageStarted(let text):
            set("image", text)
            return "image: \(text)"
        case .imageReady(let name, let cached, let took):
            clear("image")
            return cached ? nil : "image \(name): made in \(took.brief)"
        case .cellStarted(let cell):
            set("cell \(cell)", "firmware")
            return nil
        case .cellReached(let cell, let stage):
            set("cell \(cell)", stage.rawValue)
            return nil
        case .cellHolding(let cell, let left, _):
            set("cell \(cell)", "holding, \(left.components.seconds) s left")
            held.insert(cell)
            return nil
        case .cellEnded(let cell, let cause, let took):
            clear("cell \(cell)")
            done.insert(cell)
            // A cause may be an error of several lines; the report has them all.
            let first = cause.summary.split(separator: "\n").first.map(String.init) ?? ""
            let good = held.contains(cell) ? "booted, held and powered off" : "booted"
            let words =
                cause == .sealed ? "\(good) in \(took.brief)" : "\(SafeText.line(first)) after \(took.brief)"
            return "[\(done.count)/\(cellsPlanned)] \(cell): \(words)"
        }
    }

    private mutating func set(_ key: String, _ text: String) {
        if let index = activities.firstIndex(where: { $0.key == key }) {
            activities[index].text = text
        } else {
            activities.append(Activity(key: key, text: text))
        }
    }

    private mutating func clear(_ key: String) { activities.removeAll { $0.key == key } }
}

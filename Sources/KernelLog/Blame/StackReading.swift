// SPDX-License-Identifier: Apache-2.0

/// The first function of a stack that is no machinery.
struct StackReading {
    private let frames: [Trace.Frame]

    init(_ trace: Trace) { frames = trace.frames }

    /// The first on the first stack that has any.
    /// - Parameter anywhere: in whatever list of functions.
    func first(of kind: Finding.Kind, anywhere: Bool = false) -> String? {
        let isAnywhere = anywhere || kind == .bug
        if let found = frames.first(where: { frame in
            (isAnywhere ? frame.place == .stack || frame.place == .preface : frame.place == .stack)
                && !Machinery.isPart(frame.name, of: kind)
        }) {
            return found.name
        }
        return frames.first { $0.place == .preface && !Machinery.isPart($0.name, of: kind) }?.name
    }

    /// What the kernel itself says who called.
    func caller(of kind: Finding.Kind) -> String? {
        frames.first { $0.place == .caller && !Machinery.reporting.isPart($0.name) }?.name
    }

    /// Where the CPU was, or what called it there.
    func atException(_ kind: Finding.Kind) -> String? {
        guard let start = frames.firstIndex(where: { $0.place == .counter }) else { return first(of: kind) }
        let below = frames[start...].first { frame in
            (frame.place == .counter || frame.place == .stack) && !Machinery.isPart(frame.name, of: kind)
        }
        return below?.name ?? frames[start].name
    }

    /// The function that the message names, or what called it if that is machinery.
    func below(_ named: String?, of kind: Finding.Kind) -> String? {
        if let named, !Machinery.isPart(named, of: kind) { return named }
        let place = frames.firstIndex { $0.name == named && $0.place != .aside }
        let below = frames[(place ?? frames.startIndex)...].first { frame in
            (frame.place == .stack || frame.place == .counter || (place != nil && frame.place == .preface))
                && !Machinery.isPart(frame.name, of: kind)
        }
        if let below { return below.name }
        // A stack that other text pushed above the words over it.
        let preface = frames.first { $0.place == .preface && !Machinery.isPart($0.name, of: kind) }
        return preface?.name ?? named
    }
}

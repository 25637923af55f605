// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// How far a run with several looks got, as its evidence shows it.
public struct LookOutcome: Hashable, Codable, Sendable {
    /// The look that the result is of, from 1.
    public var look: Int
    /// How many the plan has.
    public var of: Int
    public var standing: Standing
    /// Planned up to this look.
    public var boots: Int
    /// Planned after it.
    public var later: Int
    /// Stored boots of later looks, which the result does not use.
    public var unused: Int
    /// Boots of this look and before that the host lost.
    public var lost = 0

    public enum Standing: String, Codable, Hashable, Sendable {
        /// Nothing is open that more blocks could decide.
        case decided
        /// The last look: what is open now stays open.
        case last
        /// Boots of this look are missing.
        case unfinished
        /// The next look has to decide, and has not begun.
        case open
        /// The run was decided here, and what is stored now does not decide it any more.
        case lost
    }

    /// One sentence, without a full stop.
    public var sentence: String {
        let place = "look \(look) of \(of)"
        let unread =
            unused == 0 ? "" : "; \(Names.count(unused, "stored boot")) of later looks were not used"
        switch standing {
        case .decided where lost > 0:
            return
                "stopped at \(place), where \(Names.count(lost, "boot")) were lost, which no others replace; go on with"
                + " `bootmatrix run --resume`"
        case .decided:
            return "decided at \(place), by \(Names.count(boots, "boot")); \(later) more were not needed\(unread)"
        case .last: return "\(place), the last: \(Names.count(boots, "boot"))"
        case .unfinished: return "\(place) is not finished; go on with `bootmatrix run --resume`"
        case .open: return "\(place) does not decide; go on with `bootmatrix run --resume`"
        case .lost:
            return
                "the run was decided at \(place), and what is stored of it now does not decide it there: evidence was"
                + " lost, damaged or replaced; start a new run\(unread)"
        }
    }
}

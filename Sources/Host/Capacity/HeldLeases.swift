// SPDX-License-Identifier: Apache-2.0

public import Campaign
import Foundation
import Vocabulary

extension HostCapacity {
    /// A lease that somebody holds.
    public struct Held: Hashable, Sendable {
        public var process: Int32
        public var demand: Demand

        public init(process: Int32, demand: Demand) {
            self.process = process
            self.demand = demand
        }
    }

    /// Who holds parts of the host now, in no order. Only looks: takes no lock and removes nothing, so that it can be
    /// asked while others run. The holder's process, which the lease's name holds, must be there.
    public static func held(in directory: String) -> [Held] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.compactMap { name in
            let parts = name.split(separator: "-")
            guard parts.count == 3, parts[0] == "lease", let process = Int32(parts[1]), process > 0,
                FileManager.default.fileExists(atPath: "/proc/\(process)")
            else { return nil }
            let text = (try? String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)) ?? ""
            let words = text.split(whereSeparator: \.isWhitespace)
            guard words.count >= 2, let cpus = Int(words[0]), let bytes = Int64(words[1]) else { return nil }
            let holder = SafeText.line(words.dropFirst(2).joined(separator: " "), limit: 120)
            return Held(process: process, demand: Demand(cpus: cpus, memory: ByteCount(bytes), holder: holder))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Campaign
import Foundation

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

    /// Who holds parts of the host now, in no order. Only looks: takes no gate and makes and removes nothing, so that
    /// it can be asked while others run and where nobody ever did.
    public static func held(in directory: String) -> [Held] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.compactMap { name in
            let parts = name.split(separator: "-")
            guard parts.count == 3, parts[0] == "lease", let process = Int32(parts[1]),
                case .held(let lease) = LeaseFile.look(at: "\(directory)/\(name)", name: name)
            else { return nil }
            return Held(process: process, demand: lease.demand)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Kernels
import MatrixPlan
import Vocabulary

/// What `kernel config --json` prints.
struct KernelConfigDocument: Encodable {
    private struct Kernel: Encodable {
        var name: KernelName
        var key: String
        var origin: String
        var notes: [String]
    }

    private struct Request: Encodable {
        var kernel: KernelName
        var symbol: String
        var value: String
        var place: String

        init(_ kernel: KernelName, _ request: ConfigRequest) {
            self.kernel = kernel
            (symbol, value, place) = (request.symbol, request.value, request.place)
        }
    }

    private struct Difference: Encodable {
        var symbol: String
        var here: String?
        var there: String?
        var cause: String
        var requests: [Request]?
        var follows: String?

        init(_ difference: ConfigurationDifference) {
            (symbol, here, there) = (difference.symbol, difference.here, difference.there)
            switch difference.cause {
            case .asked(let asked):
                cause = "asked"
                requests = asked.map { Request($0.kernel, $0.request) }
            case .follows(let symbol):
                cause = "follows"
                follows = symbol
            case .base: cause = "base"
            case .toolchain: cause = "toolchain"
            }
        }
    }

    private var schema = 1
    private var kernels: [Kernel]
    private var symbols: [String: String]?
    private var requests: [Request]?
    private var differences: [Difference]?

    init(_ configuration: KernelConfiguration) {
        kernels = [Self.kernel(configuration)]
        symbols = configuration.symbols
        requests = configuration.requests.map { Request(configuration.kernel, $0) }
    }

    init(_ here: KernelConfiguration, _ there: KernelConfiguration, _ differences: [ConfigurationDifference]) {
        kernels = [Self.kernel(here), Self.kernel(there)]
        self.differences = differences.map(Difference.init)
    }

    func text() throws -> String { String(decoding: try CanonicalJSON.encode(self), as: UTF8.self) }

    private static func kernel(_ configuration: KernelConfiguration) -> Kernel {
        Kernel(
            name: configuration.kernel, key: configuration.key, origin: configuration.origin.rawValue,
            notes: configuration.notes)
    }
}

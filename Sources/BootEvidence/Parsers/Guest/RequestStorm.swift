// SPDX-License-Identifier: Apache-2.0

extension WorkloadReport {
    /// One thing that the workload `request-storm` had many callers ask for at once, and what they got
    /// (images/guest/storm.c).
    public struct Asking: Hashable, Sendable {
        /// The name that the kernel hands to modprobe, such as `net-pf-17`.
        public var request: String
        /// The module that has it, such as `af_packet`.
        public var module: String
        public var callers: Int
        /// Callers that got what they asked for by its documented result: a socket, a context for a file system,
        /// test_kmod's 0.
        public var had: Int
        /// Callers that had no answer when the guest's patience ended.
        public var silent: Int
        /// What a caller that failed was told; an errno, or what modprobe ended with in wait(2)'s form.
        public var error: Int
        /// How long all callers together took.
        public var took: Duration

        public var failed: Int { callers - had }
    }

    /// What every storm asks for.
    public static let stormRequests = ["fs-romfs", "fs-xfs", "net-pf-17", "net-pf-35", "net-pf-42", "test_module"]

    /// What `request-again` asks for: once, and once more after its module was unloaded.
    public static let requestsAgain = ["fs-minix", "fs-minix.again"]

    /// In the order of their names; empty for another workload.
    public var askings: [Asking] {
        values.keys.filter { $0.hasSuffix(Self.callersSuffix) }.sorted().prefix(Self.mostAskings).compactMap { key in
            asking(String(key.dropLast(Self.callersSuffix.count)))
        }
    }

    private static let callersSuffix = ".callers"
    /// Our storms have six; each that failed is a sentence of the verdict.
    static let mostAskings = 64

    /// Nil where its lines are not all there, or contradict one another.
    private func asking(_ request: String) -> Asking? {
        guard let module = values["\(request).module"], let callers = count("\(request).callers"),
            let had = count("\(request).had"), let silent = count("\(request).silent"),
            let error = count("\(request).errno"), had + silent <= callers,
            let seconds = values["\(request).seconds"].flatMap(Double.init), (0..<1e6).contains(seconds)
        else { return nil }
        return Asking(
            request: request, module: module, callers: callers, had: had, silent: silent, error: error,
            took: .seconds(seconds))
    }

    private func count(_ key: String) -> Int? {
        values[key].flatMap { Int($0) }.flatMap { (0..<1_000_000).contains($0) ? $0 : nil }
    }
}

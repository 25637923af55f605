// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// How many workers udev runs at once, and so how many loads it can ask for at once. Each CPU has one uevent that asks
/// for the same modules, so on n CPUs as many load one module at once as min(n, this).
public enum WorkerLimit: Hashable, Codable, Sendable {
    /// `udev.children_max=` on the kernel's command line.
    case given(Int)
    /// udev's own: min(2n + 16, max(memory / 128 MiB, 10), 2048) (manager_get_default_children_max, systemd 252).
    case own(memory: ByteCount)

    private static let perWorker = ByteCount.mebibytes(128)
    private static let most = 2048

    /// What memory allows by udev's own rule.
    static func allowed(by memory: ByteCount) -> Int {
        min(max(Int(clamping: memory.bytes / perWorker.bytes), 10), most)
    }

    /// At once on so many CPUs.
    public func workers(on vcpus: Int) -> Int {
        switch self {
        case .given(let count): count
        case .own(let memory): min(2 * vcpus + 16, Self.allowed(by: memory))
        }
    }

    /// Loads of one module at once, on however many CPUs.
    public var most: Int {
        switch self {
        case .given(let count): count
        case .own(let memory): Self.allowed(by: memory)
        }
    }

    /// Whether it is the guest's memory that limits it below what udev would take for so many CPUs.
    func isCutByMemory(on vcpus: Int) -> Bool {
        guard case .own(let memory) = self else { return false }
        return Self.allowed(by: memory) < 2 * vcpus + 16
    }

    /// The last `udev.children_max=` of a command line; nil where it leaves udev its own, as 0 does.
    static func given(in cmdline: String) -> Int? {
        var found: Int?
        for word in cmdline.split(whereSeparator: \.isWhitespace) {
            let parts = word.split(separator: "=", maxSplits: 1)
            // udev takes a dash for an underscore.
            guard parts.count == 2, parts[0].replacing("-", with: "_") == "udev.children_max",
                let count = Int(parts[1]), count >= 0
            else { continue }
            found = count == 0 ? nil : count
        }
        return found
    }
}

extension WorkerLimit: CustomStringConvertible {
    /// `64 at once (udev.children_max=64)`, `32 at once (udev's own limit with 4 GiB)`.
    public var description: String {
        switch self {
        case .given(let count): "\(count) at once (udev.children_max=\(count))"
        case .own(let memory): "\(most) at once (udev's own limit with \(memory))"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// What ran, by the build-ids that the guest's kernel shows of itself and of its modules.
public struct GuestIdentity: Hashable, Sendable {
    /// The third word of /proc/version, such as `6.12.117`.
    public var release: String?
    public var kernel: BuildID?
    /// By module name with underscores; a nil value is a module whose note could not be read.
    public var modules: [String: BuildID?]

    public init(release: String?, kernel: BuildID?, modules: [String: BuildID?]) {
        self.release = release
        self.kernel = kernel
        self.modules = modules
    }

    /// The items `version`, `buildid/kernel`, `modules` and `buildid/module/*`.
    public init(_ items: EvidenceItems) {
        let words = items["version"].map { $0[...].trimmed.words } ?? []
        release = words.count >= 3 && words[0].elementsEqual("Linux".utf8) ? words[2].text : nil
        kernel = items["buildid/kernel"].flatMap { ELFNotes($0).buildID }
        modules = [:]
        let prefix = "buildid/module/"
        for (item, content) in items.items where item.hasPrefix(prefix) {
            let isReadable = content.failure == nil && !content.isCut
            let name = ModuleName.underscored(String(item.dropFirst(prefix.count)))
            modules.updateValue(isReadable ? ELFNotes(content.bytes).buildID : nil, forKey: name)
        }
        // A module that was there and of which the guest sent no note at all is not to be overlooked.
        for module in items["modules"].map({ LoadedModules($0).modules }) ?? [] where modules[module.name] == nil {
            modules.updateValue(nil, forKey: module.name)
        }
    }

    /// Everything in which what ran is not what was built; empty is the proof of identity.
    public func differences(from expected: KernelIdentity) -> [IdentityDifference] {
        var differences: [IdentityDifference] = []
        if let kernel {
            if kernel != expected.kernel { differences.append(.kernel(expected: expected.kernel, found: kernel)) }
        } else {
            differences.append(.kernelUnknown)
        }
        if let release, release != expected.release {
            differences.append(.release(expected: expected.release, found: release))
        }
        let built = Dictionary(expected.modules.map { (ModuleName.underscored($0), $1) }) { first, _ in first }
        for (name, found) in modules.sorted(by: { $0.key < $1.key }) {
            switch (built[name], found) {
            case (nil, _): differences.append(.moduleNotBuilt(name))
            case (_, nil): differences.append(.moduleUnknown(name))
            case (let built?, let found?) where built != found:
                differences.append(.module(name, expected: built, found: found))
            default: break
            }
        }
        return differences
    }
}

/// One way in which what ran is not what was built.
public enum IdentityDifference: Hashable, Sendable, CustomStringConvertible {
    /// The guest showed no build-id of its kernel.
    case kernelUnknown
    case kernel(expected: BuildID, found: BuildID)
    case release(expected: String, found: String)
    /// A loaded module that shows no build-id.
    case moduleUnknown(String)
    /// A loaded module that is not among those that were built.
    case moduleNotBuilt(String)
    case module(String, expected: BuildID, found: BuildID)

    public var description: String {
        switch self {
        case .kernelUnknown: "the guest showed no build-id of its kernel"
        case .kernel(let expected, let found): "the kernel is build \(found.short), not \(expected.short)"
        case .release(let expected, let found):
            "the kernel calls itself \(SafeText.line(found, limit: 60)), not \(expected)"
        case .moduleUnknown(let name): "module \(SafeText.line(name, limit: 60)) shows no build-id"
        case .moduleNotBuilt(let name): "module \(SafeText.line(name, limit: 60)) is not one that was built"
        case .module(let name, let expected, let found):
            "module \(SafeText.line(name, limit: 60)) is build \(found.short), not \(expected.short)"
        }
    }
}

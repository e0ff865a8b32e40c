/// A pack that a writer made, held against every `git gc` by a `.keep` file until a ref holds its objects.
public struct KeptPack: Hashable, Sendable {
    /// The pack's name, without `pack-`.
    public let name: String

    /// What our packs' names begin with ("taskd"), so that they are known again without a file beside them.
    static let prefix = "7461736b64"

    init(name: String) { self.name = name }

    /// A name that no pack has. Git takes any 40 digits, and one of its own packs' would be shared with whoever packs
    /// the same objects.
    static func unique() -> KeptPack {
        let digits = (0..<30).map { _ in String(UInt8.random(in: 0...15), radix: 16) }.joined()
        return KeptPack(name: prefix + digits)
    }
}

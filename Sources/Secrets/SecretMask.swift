public import JSONValues

/// Knows some secrets in every form they are looked for in, and puts `[secret NAME]` in their place.
///
/// The forms are the value as it is, each of its lines, its text inside JSON and in a URL (`%XX`), and its base64 at any
/// place of a longer text, also where that is broken into lines. What is left of a masked base64 text at its ends are
/// fewer than 8 bits of the value.
public struct SecretMask: Sendable {
    /// Finds values as they are written.
    let plain: PatternAutomaton
    /// Finds base64 of them, where line ends do not count.
    let encoded: PatternAutomaton
    private let names: [String]
    private let plainOwners: [Int]
    private let encodedOwners: [Int]

    /// Knows nothing, and masks nothing.
    public static let none = SecretMask([])

    /// Takes the secrets; values of fewer than 6 bytes are passed over.
    public init(_ secrets: [Secret]) {
        var plainForms: [(form: [UInt8], owner: Int)] = []
        var encodedForms: [(form: [UInt8], owner: Int)] = []
        for (owner, secret) in secrets.enumerated() {
            plainForms += secret.plainForms.map { ($0, owner) }
            encodedForms += secret.base64Forms.map { ($0, owner) }
        }
        names = secrets.map(\.name)
        plain = PatternAutomaton(plainForms.map(\.form))
        encoded = PatternAutomaton(encodedForms.map(\.form))
        plainOwners = plainForms.map(\.owner)
        encodedOwners = encodedForms.map(\.owner)
    }

    /// Whether there is nothing to mask.
    public var isEmpty: Bool { plain.isEmpty }

    /// The name of the secret that a plain pattern is a form of.
    func name(ofPlain pattern: Int) -> String { names[plainOwners[pattern]] }

    /// The name of the secret that an encoded pattern is a form of.
    func name(ofEncoded pattern: Int) -> String { names[encodedOwners[pattern]] }

    /// The secrets' numbers, from 1, by pattern.
    func number(ofPlain pattern: Int) -> UInt16 { UInt16(clamping: plainOwners[pattern] + 1) }

    /// The secrets' numbers, from 1, by pattern.
    func number(ofEncoded pattern: Int) -> UInt16 { UInt16(clamping: encodedOwners[pattern] + 1) }

    /// What stands in a secret's place.
    func label(_ number: UInt16) -> [UInt8] { Array("[secret \(names[Int(number) - 1])]".utf8) }

    /// The bytes with every secret masked.
    public func masked(_ bytes: [UInt8]) -> [UInt8] {
        guard !isEmpty else { return bytes }
        var result: [UInt8] = []
        var stream = MaskingStream(self)
        bytes.withUnsafeBytes { stream.append($0) { result.append(contentsOf: $0) } }
        stream.finish { result.append(contentsOf: $0) }
        return result
    }

    /// The text with every secret masked.
    public func masked(_ text: String) -> String {
        isEmpty ? text : String(decoding: masked(Array(text.utf8)), as: UTF8.self)
    }

    /// The value with every secret masked, in names of members too; a number that is a secret becomes a text.
    public func masked(_ json: JSON) -> JSON {
        guard !isEmpty else { return json }
        switch json {
        case .null, .bool: return json
        case .int, .double:
            let text = json.text
            let masked = masked(text)
            return masked == text ? json : .string(masked)
        case .string(let text): return .string(masked(text))
        case .array(let elements): return .array(elements.map { masked($0) })
        case .object(let members):
            return .object(
                Dictionary(members.map { (masked($0.key), masked($0.value)) }, uniquingKeysWith: { first, _ in first }))
        }
    }
}

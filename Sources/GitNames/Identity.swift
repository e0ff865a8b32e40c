/// Who makes commits and tags: a name and an address, without what git's object format would trip over.
public struct Identity: Hashable, Sendable, Codable {
    /// The name; never empty.
    public let name: String
    /// The address; may be any text.
    public let email: String

    /// Takes a name and an address, less the characters `<`, `>` and control characters; an empty name becomes
    /// `unknown`.
    public init(name: String, email: String) {
        func clean(_ text: String) -> String {
            let scalars = text.unicodeScalars.filter { $0 != "<" && $0 != ">" && $0.value >= 0x20 && $0.value != 0x7f }
            return String(String.UnicodeScalarView(scalars)).trimmingSpaces
        }
        let cleaned = clean(name)
        self.name = cleaned.isEmpty ? "unknown" : cleaned
        self.email = clean(email)
    }

    /// The daemon itself.
    public static let daemon = Identity(name: "taskdaemon", email: "taskdaemon@localhost")

    /// As an object's header has it: name, address, seconds since 1970, and UTC.
    func line(at seconds: Int64) -> String { "\(name) <\(email)> \(seconds) +0000" }
}

extension String {
    fileprivate var trimmingSpaces: String {
        var rest = self[...]
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}

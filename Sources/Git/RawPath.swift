import Glibc

/// A path inside a tree, as the bytes git stores: components separated by `/`.
///
/// Git promises no encoding, so this does not either; order is by bytes.
public struct RawPath: Hashable, Sendable {
    /// The path, without a leading or trailing slash in what git itself stores.
    public let bytes: [UInt8]

    /// Takes bytes as they stand.
    public init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    /// Takes the UTF-8 of a text.
    public init(_ text: some StringProtocol) { self.bytes = Array(text.utf8) }

    /// The path as text, or `nil` when it is not UTF-8.
    public var text: String? { String(validating: bytes, as: UTF8.self) }

    /// The path for programs: its text, or where it is none, as it is shown to people. Not safe for a terminal.
    public var exactText: String { text ?? display }

    /// The path for people: control characters, backslashes and what is not UTF-8 as `\xNN`.
    public var display: String {
        guard let text else {
            return bytes.map { $0 >= 0x20 && $0 < 0x7f && $0 != 0x5c ? String(UnicodeScalar($0)) : Self.escaped($0) }
                .joined()
        }
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                shown += String(scalar).utf8.map(Self.escaped).joined()
            default:
                if scalar == "\\" { shown += "\\x5c" } else { shown.unicodeScalars.append(scalar) }
            }
        }
        return shown
    }

    /// The names between the slashes.
    public var components: [RawPath] {
        bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { RawPath(bytes: $0) }
    }

    /// The path of something inside the directory that this names; the empty path is the root.
    public func appending(_ name: RawPath) -> RawPath {
        bytes.isEmpty ? name : RawPath(bytes: bytes + [UInt8(ascii: "/")] + name.bytes)
    }

    private static func escaped(_ byte: UInt8) -> String {
        let digits = Array("0123456789abcdef")
        return "\\x\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }
}

extension RawPath: ExpressibleByStringLiteral {
    /// Takes the UTF-8 of a literal.
    public init(stringLiteral value: String) { self.bytes = Array(value.utf8) }
}

extension RawPath: Comparable {
    /// Orders by bytes.
    public static func < (left: RawPath, right: RawPath) -> Bool {
        left.bytes.withUnsafeBytes { left in
            right.bytes.withUnsafeBytes { right in
                guard let start = left.baseAddress, let other = right.baseAddress else {
                    return left.count < right.count
                }
                let order = memcmp(start, other, min(left.count, right.count))
                return order != 0 ? order < 0 : left.count < right.count
            }
        }
    }
}

extension RawPath: CustomStringConvertible {
    /// The path for people.
    public var description: String { display }
}

import Foundation

/// A secret value, and every form in which it may be seen elsewhere.
public struct Canary: Sendable {
    /// The value.
    public let value: String

    /// Takes a value.
    public init(_ value: String) { self.value = value }

    /// As it is, percent-encoded, and in base64 wherever it begins in a group.
    public var forms: [String] {
        let wide = Array(value.utf8)
        let marks = CharacterSet.alphanumerics
        var forms = [value]
        for allowed in [marks, marks.union(CharacterSet(charactersIn: "~"))] {
            // Fails for what is not Unicode, which a String cannot be.
            let form = value.addingPercentEncoding(withAllowedCharacters: allowed) ?? value
            forms += [form, form.replacing("%2F", with: "%2f").replacing("%2B", with: "%2b")]
        }
        for before in 0..<3 {
            let text = Data([UInt8](repeating: 0x3c, count: before) + wide).base64EncodedString()
            let form = String(text.dropFirst(4).prefix(wide.count))
            forms += [form, form.replacing("+", with: "-").replacing("/", with: "_")]
        }
        return forms
    }

    /// The forms that some bytes hold.
    public func leaks(in bytes: some Sequence<UInt8>) -> [String] {
        let data = Data(bytes)
        return forms.filter { data.firstRange(of: Data($0.utf8)) != nil }
    }
}

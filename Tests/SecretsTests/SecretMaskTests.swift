import Foundation
import JSONValues
import Secrets
import Testing

@Suite("masking secrets")
struct SecretMaskTests {
    private static let value = "s3cr&t/va lue+\"x\"~é"
    private let mask = SecretMask([Secret(name: "API_TOKEN", value: Array(value.utf8))])

    private func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    @Test("a value is masked wherever it stands, by its name")
    func plain() {
        #expect(mask.masked("a \(Self.value) b\(Self.value)") == "a [secret API_TOKEN] b[secret API_TOKEN]")
        #expect(mask.masked("nothing of it, s3cr&t") == "nothing of it, s3cr&t")
    }

    @Test("base64 of a text that holds it is masked at any place in it", arguments: 0..<7, 0..<4)
    func encoded(before: Int, after: Int) throws {
        let text = String(repeating: "<", count: before) + Self.value + String(repeating: ">", count: after)
        for encoded in [base64(text), base64(text).replacing("+", with: "-").replacing("/", with: "_")] {
            let masked = mask.masked("x \(encoded) y")
            #expect(masked.contains("[secret API_TOKEN]"))
            let rest = masked.replacing("[secret API_TOKEN]", with: "")
            // What is left belongs to what stands around it, and a part of a character at either end.
            #expect(rest.count <= 4 + (before + after + 4) * 4 / 3 + 4, "\(masked)")
        }
    }

    @Test("base64 that is broken into lines is masked", arguments: ["\n", "\r\n"])
    func wrapped(end: String) {
        let long = String((0..<200).map { Character(UnicodeScalar(UInt8(33 + $0 * 7 % 90))) })
        let mask = SecretMask([Secret(name: "LONG_KEY", value: Array(long.utf8))])
        let encoded = Array(base64(long))
        let lines = stride(from: 0, to: encoded.count, by: 76).map { String(encoded[$0..<min($0 + 76, encoded.count)]) }
        let masked = mask.masked("begin\n\n" + lines.joined(separator: end) + end)
        #expect(masked.hasPrefix("begin\n\n[secret LONG_KEY]"), "\(masked)")
        #expect(masked.count < 40, "\(masked)")
    }

    @Test("the value in a URL and in a JSON text is masked")
    func escaped() throws {
        let url = try #require(Self.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let loose = try #require(
            Self.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-._~/"))))
        let form = url.replacing("%20", with: "+")
        for text in [url, url.lowercased().replacing("%2f", with: "%2f"), loose, form] {
            #expect(mask.masked("?q=\(text)&r") == "?q=[secret API_TOKEN]&r", "\(text)")
        }
        let json = JSON.object(["a": .array([.string("<\(Self.value)>")])]).text
        #expect(mask.masked(json) == #"{"a":["<[secret API_TOKEN]>"]}"#)
    }

    @Test("a value of several lines is masked line by line, its short lines only as part of the whole")
    func lines() {
        let mask = SecretMask([Secret(name: "PEM", value: Array("first line\r\nab\nthird line\n".utf8))])
        #expect(mask.masked("third line\nab\n  first line!") == "[secret PEM]\nab\n  [secret PEM]!")
        #expect(mask.masked("first line\r\nab\nthird line\n") == "[secret PEM]\n")
    }

    @Test("however the output is cut, the same is masked", arguments: [1, 2, 3, 5, 7, 64])
    func chunks(size: Int) {
        let text = "log \(Self.value) and \(base64("id:" + Self.value)) s3cr&t\n\(Self.value)"
        var stream = MaskingStream(mask)
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            let chunk = Array(bytes[start..<min(start + size, bytes.count)])
            chunk.withUnsafeBytes { stream.append($0) { result += Array($0) } }
        }
        stream.finish { result += Array($0) }
        #expect(String(decoding: result, as: UTF8.self) == mask.masked(text))
        #expect(!String(decoding: result, as: UTF8.self).contains(Self.value))
    }

    @Test("what cannot be the beginning of a secret is not held back")
    func held() {
        var stream = MaskingStream(SecretMask([Secret(name: "KEY", value: Array("&&&&&&&&".utf8))]))
        var result = ""
        Array("100 %\n".utf8).withUnsafeBytes { stream.append($0) { result += String(decoding: $0, as: UTF8.self) } }
        #expect(result == "100 %\n")
        Array("&&&".utf8).withUnsafeBytes { stream.append($0) { result += String(decoding: $0, as: UTF8.self) } }
        #expect(result == "100 %\n")
        stream.finish { result += String(decoding: $0, as: UTF8.self) }
        #expect(result == "100 %\n&&&")
    }

    @Test("secrets that overlap leave nothing of either")
    func overlap() {
        let mask = SecretMask([
            Secret(name: "A", value: Array("abcdefgh".utf8)), Secret(name: "B", value: Array("efghijklm".utf8)),
            Secret(name: "C", value: Array("cdefgh".utf8)),
        ])
        #expect(mask.masked("<abcdefghijklm>") == "<[secret A][secret B]>")
        #expect(mask.masked("<xcdefghx>") == "<x[secret C]x>")
    }

    @Test("JSON is masked in texts, names and numbers, and stays JSON")
    func json() {
        let mask = SecretMask([Secret(name: "PIN_TOKEN", value: Array("12345678".utf8))])
        let given: JSON = ["a": 12_345_678, "12345678": ["x12345678", nil, true, 7, 0.5]]
        let expected: JSON = [
            "a": "[secret PIN_TOKEN]", "[secret PIN_TOKEN]": ["x[secret PIN_TOKEN]", nil, true, 7, 0.5],
        ]
        #expect(mask.masked(given) == expected)
    }

    @Test("a short value is in every text, and is left alone")
    func short() {
        let mask = SecretMask([Secret(name: "KEY", value: Array("12345".utf8))])
        #expect(mask.isEmpty)
        #expect(mask.masked("12345") == "12345")
    }

    @Test("secret are the variables that are named, and those that are passed on and are named like one")
    func names() {
        let environment = ["A": "alpha-value", "MY_TOKEN": "token-value", "OTHER_KEY": "key-value", "HOME": "/home/x"]
        let secrets = Secret.among(named: ["A", "GONE"], passed: ["MY_TOKEN", "HOME"], in: environment)
        #expect(secrets.map(\.name) == ["A", "MY_TOKEN"])
    }
}

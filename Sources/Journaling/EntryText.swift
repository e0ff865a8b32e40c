import Foundation
import Git
import GitNames
import JSONValues
import Pipelines

/// The message of an entry: a subject, an empty line, and each event as JSON on a line of its own.
enum EntryText {
    /// What the line of an event begins with whose own line is a blob.
    static let reference = "{\"$value\":\""

    /// An event as one line of UTF-8, keys sorted, everything invisible escaped.
    static func line(_ event: some Encodable, keeping values: LargeValueWriter) throws(GitError) -> String {
        let data: Data
        do { data = try JSONEncoder.journal(keeping: values).encode(event) } catch let error as GitError {
            throw error
        } catch {
            throw GitError(.invalid, operation: "write entry", message: "an event has no JSON form: \(error)")
        }
        guard depth(of: data) <= JournalLimits.depth else {
            throw GitError(
                .limitExceeded, operation: "write entry",
                message: "an event is nested more than \(JournalLimits.depth) deep, and could not be read back")
        }
        return escaped(String(decoding: data, as: UTF8.self))
    }

    /// The line that stands for one that is a blob: its id, and the type for people.
    static func line(standingFor line: String, blob: ObjectID) -> String {
        let type = (try? JSON(parsing: Array(line.utf8)))?["type"]
        return escaped(JSON.object(["$value": .string(blob.hex), "type": type ?? .null]).text)
    }

    /// The blob that a line stands for, if it is such a line.
    static func blob(of line: Substring) -> ObjectID? {
        guard line.hasPrefix(reference) else { return nil }
        return ObjectID(hex: line.dropFirst(reference.count).prefix(40))
    }

    /// Takes a message apart; `nil` when it is not of that form.
    static func parse(_ message: String) -> (subject: Substring, lines: [Substring])? {
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        guard let subject = lines.first else { return nil }
        let rest = lines.dropFirst()
        if rest.allSatisfy(\.isEmpty) { return (subject, []) }
        guard rest.first?.isEmpty == true else { return nil }
        return (subject, rest.filter { !$0.isEmpty })
    }

    /// How deep arrays and objects are nested in a JSON text.
    static func depth(of text: some Sequence<UInt8>) -> Int {
        var depth = 0
        var deepest = 0
        var isInString = false
        var isEscaped = false
        for byte in text {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return deepest
    }

    /// JSON in which what a terminal or a reader could be fooled by is escaped: all of it can only be inside strings.
    ///
    /// The encoder itself escapes what is below U+0020.
    private static func escaped(_ line: String) -> String {
        guard line.utf8.contains(where: { $0 >= 0x7f }) else { return line }
        var text = String.UnicodeScalarView()
        for scalar in line.unicodeScalars {
            if scalar.isInvisible {
                for unit in String(scalar).utf16 { text.append(contentsOf: unit.jsonEscape.unicodeScalars) }
            } else {
                text.append(scalar)
            }
        }
        return String(text)
    }
}

extension Unicode.Scalar {
    /// Control characters, line separators, and what changes how other characters are shown.
    var isInvisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

extension UTF16.CodeUnit {
    /// `\u001b`
    var jsonEscape: String {
        let digits = String(self, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}

extension JSONEncoder {
    /// Sorted keys; numbers that JSON has no form for become texts, so that no event is ever stuck.
    static func journal(keeping values: LargeValueWriter? = nil) -> JSONEncoder {
        let encoder = JSONEncoder.sorted()
        if let values { encoder.userInfo[.valueKeeper] = values }
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return encoder
    }
}

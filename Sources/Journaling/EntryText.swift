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
    static func line(_ event: some Encodable) throws(GitError) -> String {
        let data: Data
        do { data = try JSONEncoder.sorted().encode(event) } catch {
            throw GitError(.invalid, operation: "write entry", message: "an event has no JSON form: \(error)")
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

import Foundation
import JSONValues
import Synchronization

/// The text of what attempts are given, in which what is large and the same for many is made and kept once.
///
/// A value is found again by comparing, which costs nothing where both share their storage, as what is passed on does.
final class InputTexts: Sendable {
    private struct Known {
        var value: JSON
        var depth: Int
        var text: [UInt8]
    }

    private let known = Mutex<[Known]>([])

    /// Bytes from which on a part is worth keeping.
    static let large = 64 << 10
    /// As many parts are kept.
    private static let most = 8
    /// No part that is larger is kept.
    private static let largest = 16 << 20
    /// Parts are looked for so deep.
    private static let deepest = 3

    /// A value as indented JSON, in pieces that are to be written one after the other.
    func pieces(of value: JSON) -> [[UInt8]] {
        var pieces: [[UInt8]] = [[]]
        add(value, depth: 0, to: &pieces)
        return pieces
    }

    private func add(_ value: JSON, depth: Int, to pieces: inout [[UInt8]]) {
        guard case .object(let members) = value, !members.isEmpty, depth < Self.deepest else {
            return addWhole(value, depth: depth, to: &pieces)
        }
        let margin = String(repeating: "  ", count: depth + 1)
        var separator = "{\n"
        for (name, member) in members.sorted(by: { $0.key < $1.key }) {
            pieces[pieces.count - 1] += Array("\(separator)\(margin)\(JSON.string(name).text) : ".utf8)
            add(member, depth: depth + 1, to: &pieces)
            separator = ",\n"
        }
        pieces[pieces.count - 1] += Array("\n\(margin.dropLast(2))}".utf8)
    }

    private func addWhole(_ value: JSON, depth: Int, to pieces: inout [[UInt8]]) {
        let isCollection = value.arrayValue?.isEmpty == false || value.objectValue?.isEmpty == false
        let found = isCollection ? known.withLock { $0.first { $0.depth == depth && $0.value == value }?.text } : nil
        if let found {
            pieces += [found, []]
            return
        }
        var text = value.prettyText
        // No text of JSON has a break within a string.
        if depth > 0 { text = text.replacing("\n", with: "\n" + String(repeating: "  ", count: depth)) }
        let bytes = Array(text.utf8)
        guard isCollection, bytes.count > Self.large else {
            pieces[pieces.count - 1] += bytes
            return
        }
        pieces += [bytes, []]
        guard bytes.count <= Self.largest else { return }
        known.withLock { known in
            if known.count == Self.most { known.removeFirst() }
            known.append(Known(value: value, depth: depth, text: bytes))
        }
    }
}

import Foundation
import Git
import GitNames
import JSONValues

/// Puts values that are large into blobs while an entry is encoded, each once for its content.
///
/// What is large is found from the inside out: of a large object with one large member only that is kept elsewhere, so
/// that the inputs of many instances share what they have in common.
final class LargeValueWriter: ValueKeeper, @unchecked Sendable {
    // Encoding is synchronous, on the repository's own thread, where this was made: nobody else ever sees it.
    private let writer: ObjectWriter
    private let recent: RecentValues
    /// Blobs that a ref holds, as the tree of the entry before has them.
    let held: Set<ObjectID>
    /// Every blob that what was encoded refers to.
    private(set) var blobs: Set<ObjectID> = []

    /// Values of more bytes are large.
    private let size: Int

    init(_ writer: ObjectWriter, recent: RecentValues, held: Set<ObjectID>, size: Int = JournalLimits.line) {
        self.size = size
        self.writer = writer
        self.recent = recent
        self.held = held
    }

    func written(_ value: JSON) throws -> JSON {
        let part = try part(value)
        blobs.formUnion(part.blobs)
        return part.value
    }

    func value(named name: String) throws -> JSON {
        throw GitError(.invalid, operation: "write entry", message: "values are written, not read")
    }

    /// What stands for a value, how large its text is, about, and how many references are inside each other in it.
    fileprivate struct Part {
        var value: JSON
        var size: Int
        var nesting = 0
        var isChanged = false
        /// What its references lead to.
        var blobs: Set<ObjectID> = []

        mutating func add(_ inner: Part) {
            size += inner.size + 1
            nesting = max(nesting, inner.nesting)
            isChanged = isChanged || inner.isChanged
            if !inner.blobs.isEmpty { blobs.formUnion(inner.blobs) }
        }
    }

    private func part(_ value: JSON) throws -> Part {
        switch value {
        case .null, .bool: return Part(value: value, size: 5)
        case .int, .double: return Part(value: value, size: 12)
        case .string(let text):
            let part = Part(value: value, size: text.utf8.count + 2)
            return part.size > size ? try kept(part, of: value) : part
        case .array(let elements):
            if let known = try reference(to: value) { return known }
            var part = Part(value: value, size: 2)
            var changed = elements
            for (index, element) in elements.enumerated() {
                let inner = try self.part(element)
                part.add(inner)
                if inner.isChanged { changed[index] = inner.value }
            }
            if part.isChanged { part.value = .array(changed) }
            return part.size > size ? try kept(part, of: value) : part
        case .object(let members):
            if let known = try reference(to: value) { return known }
            var part = Part(value: value, size: 2)
            var changed = members
            for (name, member) in members {
                let inner = try self.part(member)
                part.add(inner)
                part.size += name.utf8.count + 3
                if inner.isChanged { changed[name] = inner.value }
            }
            if let escaped = changed.escapedNames {
                changed = escaped
                part.isChanged = true
            }
            if part.isChanged { part.value = .object(changed) }
            return part.size > size ? try kept(part, of: value) : part
        }
    }

    /// A reference to a value that was kept a moment ago, without a look at what is in it.
    private func reference(to value: JSON) throws -> Part? {
        guard let known = recent[value], known.blobs.allSatisfy({ held.contains($0) || writer.holds($0) }) else {
            return nil
        }
        return Part(known)
    }

    private func kept(_ part: Part, of value: JSON) throws -> Part {
        // References within references have a bound for who reads them; what is beyond is written out.
        guard part.nesting < JournalLimits.valueNesting else { return part }
        let text = Array(try JSONEncoder.journal().encode(part.value))
        guard EntryText.depth(of: text) <= JournalLimits.depth else {
            throw GitError(
                .limitExceeded, operation: "write entry",
                message: "a value is nested more than \(JournalLimits.depth) deep, and could not be read back")
        }
        guard text.count <= JournalLimits.value else {
            throw GitError(
                .limitExceeded, operation: "write entry",
                message: "a value has \(text.count) bytes, the limit is \(JournalLimits.value)")
        }
        let blob = try writer.blob(text)
        let known = RecentValues.Known(
            blob: blob, size: text.count, nesting: part.nesting + 1, blobs: part.blobs.union([blob]))
        recent.keep(value, known)
        return Part(known)
    }
}

extension LargeValueWriter.Part {
    fileprivate init(_ known: RecentValues.Known) {
        self.init(
            value: ValueReference(name: known.blob.hex, bytes: known.size).json, size: 80, nesting: known.nesting,
            isChanged: true, blobs: known.blobs)
    }
}

/// The large values that were written last, so that the next entry with the same one does not look through it again.
///
/// A value is found by comparing, which costs nothing where both share their storage, as what is passed on does.
final class RecentValues {
    /// What is known of a value that was written.
    struct Known {
        var blob: ObjectID
        var size: Int
        /// How many references are inside each other, its own included.
        var nesting: Int
        /// Its own blob, and those that it refers to.
        var blobs: Set<ObjectID>
    }

    private struct Shape: Hashable {
        var isList: Bool
        var count: Int
    }

    private var values: [Shape: [(value: JSON, known: Known)]] = [:]
    private var bytes = 0
    /// More than that is forgotten.
    private static let most = 64 << 20

    private static func shape(of value: JSON) -> Shape? {
        switch value {
        case .array(let elements): Shape(isList: true, count: elements.count)
        case .object(let members): Shape(isList: false, count: members.count)
        case .null, .bool, .int, .double, .string: nil
        }
    }

    subscript(value: JSON) -> Known? {
        guard !values.isEmpty, let shape = Self.shape(of: value) else { return nil }
        return values[shape]?.first { $0.value == value }?.known
    }

    func keep(_ value: JSON, _ known: Known) {
        guard let shape = Self.shape(of: value), known.size <= Self.most / 4 else { return }
        if bytes + known.size > Self.most { (values, bytes) = ([:], 0) }
        // Of many of one shape the last few are enough.
        var same = values[shape] ?? []
        if same.contains(where: { $0.known.blob == known.blob }) { return }
        if same.count >= 8 { bytes -= same.removeFirst().known.size }
        same.append((value, known))
        values[shape] = same
        bytes += known.size
    }
}

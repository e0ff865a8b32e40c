import JSONValues

/// What is written over what was read.
extension YAMLNode {
    /// Without what would hold without being said.
    var withoutDefaults: YAMLNode { merged(over: nil, keeping: []) }

    /// What is to be written, with the keys of a source that nothing knows, each where it stood.
    ///
    /// - Parameters:
    ///   - source: what was read; `nil` where there was nothing.
    ///   - unknown: where in the source the keys stand that nothing knows.
    func merged(over source: YAMLNode?, keeping unknown: Set<Position>) -> YAMLNode {
        var merged = self
        switch (content, source?.content) {
        case (.mapping(let written), .mapping(let old)) where !unknown.isEmpty:
            merged.content = .mapping(Self.merged(written, over: old, keeping: unknown))
        case (.mapping(let written), _):
            merged.content = .mapping(
                written.filter { !$0.isDefault }.map { entry in
                    var entry = entry
                    entry.value = entry.value.merged(over: nil, keeping: [])
                    return entry
                })
        case (.sequence(let elements), .sequence(let old)):
            merged.content = .sequence(
                elements.enumerated().map { index, element in
                    element.merged(
                        over: Self.counterpart(of: element, at: index, of: elements.count, in: old), keeping: unknown)
                })
        case (.sequence(let elements), _):
            merged.content = .sequence(elements.map { $0.merged(over: nil, keeping: []) })
        case (.scalar, _): break
        }
        return merged
    }

    private static func merged(_ written: [Entry], over old: [Entry], keeping unknown: Set<Position>) -> [Entry] {
        var result: [Entry] = written.compactMap { entry in
            let source = old.first { $0.key == entry.key }?.value
            guard !entry.isDefault || (source?.holds(unknown) ?? false) else { return nil }
            var entry = entry
            entry.value = entry.value.merged(over: source, keeping: unknown)
            return entry
        }
        let known = Set(written.map(\.key))
        var place = result.startIndex
        for entry in old {
            if let index = result.firstIndex(where: { $0.key == entry.key }) {
                place = index + 1
                continue
            }
            guard !known.contains(entry.key) else { continue }
            var kept = entry
            if !unknown.contains(entry.position) {
                // What it said is not said any more, but for what nobody understood.
                guard let rest = entry.value.unknownParts(unknown) else { continue }
                kept.value = rest
            }
            result.insert(kept, at: place)
            place += 1
        }
        return result
    }

    /// The element of an older list that one stands for: that of the same name, else that in the same place of a list of
    /// the same length.
    private static func counterpart(of element: YAMLNode, at index: Int, of count: Int, in old: [YAMLNode]) -> YAMLNode?
    {
        if let name = element["name"] {
            return old.first { $0["name"]?.json == name.json }
        }
        return old.count == count ? old[index] : nil
    }

    /// Whether a key that nothing knows stands in it.
    private func holds(_ unknown: Set<Position>) -> Bool { unknownParts(unknown) != nil }

    /// The mappings of it with nothing in them but what nothing knows; `nil` where there is none of that.
    private func unknownParts(_ unknown: Set<Position>) -> YAMLNode? {
        switch content {
        case .scalar: return nil
        case .sequence(let elements):
            return elements.contains { $0.holds(unknown) } ? self : nil
        case .mapping(let entries):
            let parts = entries.compactMap { entry -> Entry? in
                if unknown.contains(entry.position) { return entry }
                guard let rest = entry.value.unknownParts(unknown) else { return nil }
                var entry = entry
                entry.value = rest
                return entry
            }
            return parts.isEmpty ? nil : YAMLNode(content: .mapping(parts), position: position)
        }
    }
}

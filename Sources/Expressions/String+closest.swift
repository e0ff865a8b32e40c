extension String {
    /// The candidate that takes the fewest edits, or `nil` where none is near.
    ///
    /// Near is about a third of the word's length, and never so much that nothing of the word is left; small letters and
    /// capitals are the same. Of equally near ones the first in order is taken.
    ///
    /// - Parameter most: no more edits than these, where a third of the letters would be too many.
    public func closest(among candidates: some Sequence<String>, within most: Int = .max) -> String? {
        let letters = Array(lowercased().utf8)
        guard (1...64).contains(letters.count) else { return nil }
        let limit = Swift.min((letters.count + 2) / 3, letters.count - 1, most)
        var best: (distance: Int, name: String)?
        for candidate in candidates.sorted() where candidate != self {
            let other = Array(candidate.lowercased().utf8)
            guard abs(other.count - letters.count) <= limit else { continue }
            let distance = Self.edits(from: letters, to: other)
            if distance <= limit, best.map({ distance < $0.distance }) ?? true { best = (distance, candidate) }
        }
        return best?.name
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    private static func edits(from left: [UInt8], to right: [UInt8]) -> Int {
        var older: [Int] = []
        var old = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var new = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = Swift.min(old[column + 1] + 1, new[column] + 1, old[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    cost = Swift.min(cost, older[column - 1] + 1)
                }
                new.append(cost)
            }
            (older, old) = (old, new)
        }
        return old[right.count]
    }
}

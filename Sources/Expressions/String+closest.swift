extension String {
    /// The candidate that differs least, if by no more than a third of its letters.
    func closest(among candidates: some Sequence<String>) -> String? {
        let distances = candidates.map { (name: $0, distance: distance(to: $0)) }
        let best = distances.min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        guard let best, best.distance <= max(1, Swift.min(count, best.name.count) / 3) else { return nil }
        return best.name
    }

    /// Letters to insert, remove or replace (Levenshtein).
    private func distance(to other: String) -> Int {
        let (left, right) = (Array(utf8.prefix(64)), Array(other.utf8.prefix(64)))
        var row = Array(0...right.count)
        for (line, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in right.indices {
                let replaced = diagonal + (letter == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = Swift.min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}

extension Array where Element: Hashable {
    /// Where a part occurs first, in time proportional to both lengths (Knuth, Morris and Pratt).
    func firstRange(ofPart part: [Element], from start: Int = 0) -> Range<Int>? {
        guard !part.isEmpty else { return start <= count ? start..<start : nil }
        guard start >= 0, part.count <= count - Swift.min(start, count) else { return nil }
        var borders = [0]
        var matched = 0
        for position in part.indices.dropFirst() {
            while matched > 0, part[position] != part[matched] { matched = borders[matched - 1] }
            if part[position] == part[matched] { matched += 1 }
            borders.append(matched)
        }
        matched = 0
        for position in start..<count {
            while matched > 0, self[position] != part[matched] { matched = borders[matched - 1] }
            if self[position] == part[matched] { matched += 1 }
            if matched == part.count { return position + 1 - matched..<position + 1 }
        }
        return nil
    }

    /// Where a part occurs, without overlaps, at most `limit` times; an empty one at every position of `within`.
    func ranges(ofPart part: [Element], within: Range<Int>, limit: Int) -> [Range<Int>] {
        guard !part.isEmpty else { return within.prefix(limit).map { $0..<$0 } }
        var ranges: [Range<Int>] = []
        var start = within.lowerBound
        while ranges.count < limit, let range = firstRange(ofPart: part, from: start) {
            ranges.append(range)
            start = range.upperBound
        }
        return ranges
    }

    /// What lies before, between and after ranges that are in order.
    func pieces(between cuts: [Range<Int>]) -> [ArraySlice<Element>] {
        let starts = [0] + cuts.map(\.upperBound)
        let ends = cuts.map(\.lowerBound) + [count]
        return zip(starts, ends).map { self[$0..<$1] }
    }
}

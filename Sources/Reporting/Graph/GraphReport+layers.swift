extension GraphReport {
    /// The stages in rows, each below all that lead to it, and where lines pass between them.
    struct Layers {
        /// What stands at a place of a row.
        enum Place: Hashable {
            /// What starts a run.
            case start
            /// A stage, by its index.
            case stage(Int)
            /// A line on its way to a row further down, by its index.
            case line(Int)
        }

        /// A line from one place to another, below it.
        struct Line {
            /// `nil` where the run itself leads to the stage.
            var from: Int?
            var to: Int
            var label: String
            var alternative: Bool
        }

        /// Top to bottom, each from left to right; the first holds the start.
        private(set) var rows: [[Place]] = []
        /// In the order of the stages that they lead to.
        let lines: [Line]
        /// The row of each stage.
        let levels: [Int]

        init(_ report: GraphReport) {
            let index = Dictionary(report.stages.enumerated().map { ($1.name, $0) }) { first, _ in first }
            var lines: [Line] = []
            for (to, stage) in report.stages.enumerated() {
                let edges = report.edges.filter { $0.to == stage.name }
                for edge in edges {
                    lines.append(
                        Line(
                            from: edge.from.flatMap { index[$0] }, to: to, label: edge.label,
                            alternative: edge.alternative))
                }
                if edges.isEmpty { lines.append(Line(from: nil, to: to, label: "at once", alternative: false)) }
            }
            self.lines = lines
            levels = Self.levels(of: report.stages.count, lines)
            place()
        }

        /// Each stage is one row below the lowest that leads to it. What goes round in a circle ends somewhere.
        private static func levels(of count: Int, _ lines: [Line]) -> [Int] {
            var levels = Array(repeating: 1, count: count)
            for _ in 0..<count {
                var isStable = true
                for line in lines {
                    guard let from = line.from, from != line.to, levels[line.to] <= levels[from], levels[from] < count
                    else { continue }
                    levels[line.to] = levels[from] + 1
                    isStable = false
                }
                if isStable { break }
            }
            return levels
        }

        private func level(_ from: Int?) -> Int { from.map { levels[$0] } ?? 0 }

        private mutating func place() {
            rows = Array(repeating: [], count: (levels.max() ?? 0) + 1)
            rows[0] = [.start]
            for (stage, level) in levels.enumerated() { rows[level].append(.stage(stage)) }
            for (index, line) in lines.enumerated() where level(line.from) + 1 < levels[line.to] {
                for row in (level(line.from) + 1)..<levels[line.to] { rows[row].append(.line(index)) }
            }
            // Each row in the order of what leads to it, so that few lines cross.
            for row in rows.indices.dropFirst() {
                var order: [Place: Double] = [:]
                for place in rows[row] {
                    let sources = sources(of: place, above: row)
                    let places = sources.compactMap { rows[row - 1].firstIndex(of: $0) }
                    guard !places.isEmpty else { continue }
                    order[place] = Double(places.reduce(0, +)) / Double(places.count)
                }
                let sorted = rows[row].enumerated().sorted { left, right in
                    (order[left.element] ?? 0, left.offset) < (order[right.element] ?? 0, right.offset)
                }
                rows[row] = sorted.map(\.element)
            }
        }

        /// What stands in the row above, of the lines that come to a place.
        private func sources(of place: Place, above row: Int) -> [Place] {
            func above(_ index: Int) -> Place {
                let line = lines[index]
                return level(line.from) == row - 1 ? line.from.map { .stage($0) } ?? .start : .line(index)
            }
            switch place {
            case .start: return []
            case .line(let index): return [above(index)]
            case .stage(let stage): return lines.indices.filter { lines[$0].to == stage }.map(above)
            }
        }

        /// The places that a line comes through, from top to bottom, each with its row.
        func way(of index: Int) -> [(place: Place, row: Int)] {
            let line = lines[index]
            let first = level(line.from)
            let last = levels[line.to]
            guard first < last else { return [] }
            var way: [(place: Place, row: Int)] = [(line.from.map { .stage($0) } ?? .start, first)]
            for row in (first + 1)..<last { way.append((.line(index), row)) }
            return way + [(.stage(line.to), last)]
        }
    }
}

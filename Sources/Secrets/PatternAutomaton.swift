/// Finds many patterns in bytes in one pass (Aho and Corasick, 1975).
///
/// A pass is a node that every byte moves on; where it stands says which patterns end with that byte, and how many of
/// the last bytes may be the beginning of one. What a byte costs does not depend on how many patterns there are.
struct PatternAutomaton: Sendable {
    /// Where each node's own edges begin; one more than there are nodes.
    private var firstEdge: [Int32] = [0, 0]
    private var edgeBytes: [UInt8] = []
    private var edgeTargets: [Int32] = []
    /// Where the root goes, by byte: most bytes of most inputs begin nothing.
    private var fromRoot = [Int32](repeating: 0, count: 256)
    private var fallbacks: [Int32] = [0]
    private(set) var depths: [Int32] = [0]
    /// The pattern that ends at a node, or -1.
    private var own: [Int32] = [-1]
    /// The nearest node with a pattern on the way of fallbacks, or 0.
    private var shorter: [Int32] = [0]

    /// Builds the tables. A pattern's number is its index; empty ones are never found, and of two equal ones the first.
    init(_ patterns: [[UInt8]]) {
        guard patterns.contains(where: { !$0.isEmpty }) else { return }
        var children: [[(byte: UInt8, node: Int32)]] = [[]]
        for (number, pattern) in patterns.enumerated() where !pattern.isEmpty {
            var node = 0
            for byte in pattern {
                if let next = children[node].first(where: { $0.byte == byte }) {
                    node = Int(next.node)
                } else {
                    children[node].append((byte, Int32(children.count)))
                    depths.append(depths[node] + 1)
                    own.append(-1)
                    node = children.count
                    children.append([])
                }
            }
            if own[node] < 0 { own[node] = Int32(number) }
        }
        firstEdge = [0]
        for edges in children {
            edgeBytes += edges.map(\.byte)
            edgeTargets += edges.map(\.node)
            firstEdge.append(Int32(edgeBytes.count))
        }
        for edge in children[0] { fromRoot[Int(edge.byte)] = edge.node }
        link(children)
    }

    private mutating func link(_ children: [[(byte: UInt8, node: Int32)]]) {
        fallbacks = Array(repeating: 0, count: children.count)
        shorter = fallbacks
        var level = children[0].map(\.node)
        while !level.isEmpty {
            var next: [Int32] = []
            for node in level {
                for edge in children[Int(node)] {
                    let fallback = step(fallbacks[Int(node)], edge.byte)
                    fallbacks[Int(edge.node)] = fallback
                    shorter[Int(edge.node)] = own[Int(fallback)] >= 0 ? fallback : shorter[Int(fallback)]
                    next.append(edge.node)
                }
            }
            level = next
        }
    }

    /// Whether there is nothing to find.
    var isEmpty: Bool { edgeBytes.isEmpty }

    /// Where a byte leads from a node; the root is 0.
    func step(_ node: Int32, _ byte: UInt8) -> Int32 {
        var node = node
        while node != 0 {
            var edge = Int(firstEdge[Int(node)])
            let end = Int(firstEdge[Int(node) + 1])
            while edge < end {
                if edgeBytes[edge] == byte { return edgeTargets[edge] }
                edge += 1
            }
            node = fallbacks[Int(node)]
        }
        return fromRoot[Int(byte)]
    }

    /// The longest pattern that ends at a node, with its length.
    func longest(at node: Int32) -> (pattern: Int, length: Int)? {
        let found = own[Int(node)] >= 0 ? node : shorter[Int(node)]
        return found == 0 ? nil : (Int(own[Int(found)]), Int(depths[Int(found)]))
    }

    /// Every pattern that ends at a node, the longest first.
    func forEach(at node: Int32, _ body: (_ pattern: Int, _ length: Int) -> Void) {
        var found = own[Int(node)] >= 0 ? node : shorter[Int(node)]
        while found != 0 {
            body(Int(own[Int(found)]), Int(depths[Int(found)]))
            found = shorter[Int(found)]
        }
    }
}

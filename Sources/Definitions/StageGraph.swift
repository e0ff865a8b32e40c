import Pipelines

/// How the stages of one pipeline wait for each other.
struct StageGraph {
    let drafts: [StageDraft]
    let names: [StageName: Int]
    /// For each stage, every stage that it directly or indirectly waits for; itself only where it is in a circle.
    let upstream: [Set<StageName>]
    /// For each stage, every stage that it may read: those upstream, and for one that closes a run all that came before.
    let readable: [Set<StageName>]

    init(_ drafts: [StageDraft]) {
        self.drafts = drafts
        let names = Dictionary(drafts.enumerated().map { ($1.stage.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.names = names
        let sources = drafts.map { draft in
            draft.waits.reduce(into: Set<StageName>()) { $0.formUnion($1.sources) }.filter { names[$0] != nil }
        }
        upstream = sources.map { direct in
            var seen: Set<StageName> = []
            var open = Array(direct)
            while let name = open.popLast() {
                guard seen.insert(name).inserted, let index = names[name] else { continue }
                open.append(contentsOf: sources[index])
            }
            return seen
        }
        readable = zip(drafts, upstream).map { draft, upstream in
            guard let closing = draft.stage.closing else { return upstream }
            let before = drafts.filter {
                $0.stage.closing == nil || closing == .finally && $0.stage.closing == .onFailure
            }
            return upstream.union(before.map(\.stage.name))
        }
    }

    /// The stages that can start if everything goes well: the smallest set that is closed under the triggers.
    ///
    /// A trigger on a stage that does not exist counts as one that can hold: that it does not exist is another error.
    var reachable: Set<StageName> {
        var reachable: Set<StageName> = []
        var grew = true
        while grew {
            grew = false
            for draft in drafts where !reachable.contains(draft.stage.name) {
                guard draft.waits.allSatisfy({ canEnd($0, reachable) }) else { continue }
                reachable.insert(draft.stage.name)
                grew = true
            }
        }
        return reachable
    }

    private func canEnd(_ wait: Wait, _ reachable: Set<StageName>) -> Bool {
        switch wait {
        case .open, .event: true
        case .stages(let references): references.allSatisfy { names[$0.name] == nil || reachable.contains($0.name) }
        case .any(let waits): waits.contains { canEnd($0, reachable) }
        }
    }

    /// A circle through a stage, over stages that cannot start: `a`, `b`, `a`; `nil` where it is in none.
    func circle(through start: StageName, avoiding reachable: Set<StageName>) -> [StageName]? {
        var from: [StageName: StageName] = [:]
        var open = [start]
        while !open.isEmpty {
            var next: [StageName] = []
            for name in open {
                guard let index = names[name] else { continue }
                for source in drafts[index].references.map(\.name) where !reachable.contains(source) {
                    if source == start { return path(to: name, from: from) + [start] }
                    guard names[source] != nil, from[source] == nil else { continue }
                    from[source] = name
                    next.append(source)
                }
            }
            open = next
        }
        return nil
    }

    private func path(to end: StageName, from: [StageName: StageName]) -> [StageName] {
        var path = [end]
        while let last = path.last, let before = from[last] { path.append(before) }
        return path.reversed()
    }
}

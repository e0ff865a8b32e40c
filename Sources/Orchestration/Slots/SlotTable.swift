public import Pipelines

/// The slots that all runs of a workspace share: how many attempts may run at once, in all and of each named limit, and
/// how many do.
public struct SlotTable: Hashable, Sendable {
    /// How many may run at once.
    public private(set) var most: Int
    /// How many may at once that count against each limit.
    public private(set) var mostOf: [LimitName: Int]
    /// How many run.
    public private(set) var taken = 0
    /// How many run that count against each limit.
    public private(set) var takenOf: [LimitName: Int] = [:]

    /// No attempt runs yet.
    public init(attempts: Int, limits: [LimitName: Int] = [:]) {
        most = attempts
        mostOf = limits
    }

    /// What the settings give, with what these runs have taken.
    public init(_ settings: Settings, runs: some Sequence<Run> = EmptyCollection<Run>()) {
        self.init(attempts: settings.maxParallel, limits: settings.limits)
        for run in runs { for need in run.slotsTaken { take(need) } }
    }

    /// What the settings give, as runs that wait for a slot find it: the runs of one machine share its slots.
    public init(_ settings: Settings, runs: [Run], for waiting: [Run]) {
        let owners = Set(waiting.filter(\.waitsForSlot).map(\.owner))
        self.init(settings, runs: runs.filter { owners.contains($0.owner) })
    }

    /// Counts attempts that run.
    public mutating func take(_ need: SlotNeed) {
        taken += need.attempts
        for name in need.limits { takenOf[name, default: 0] += need.attempts }
    }

    /// Whether one more may run that counts against these limits.
    public func isFree(for limits: [LimitName]) -> Bool {
        taken < most && limits.allSatisfy { takenOf[$0, default: 0] < mostOf[$0, default: 0] }
    }

    /// What keeps one more attempt from running that counts against these limits, in a clause; `nil` when nothing does.
    public func lack(for limits: [LimitName]) -> String? {
        if let unknown = limits.first(where: { mostOf[$0] == nil }) {
            return "no config sets the limit \(unknown): set `limits.\(unknown)`, and start the daemon again"
        }
        if taken >= most { return "\(taken) of \(most) attempts run in all runs (max_parallel)" }
        guard let full = limits.first(where: { takenOf[$0, default: 0] >= mostOf[$0, default: 0] }) else { return nil }
        let (running, most) = (takenOf[full, default: 0], mostOf[full, default: 0])
        return "\(running) of \(most) attempts that use \(full) run in all runs (limits.\(full))"
    }
}

extension SlotTable {
    /// Hands the free slots to runs that can use them, one by one: what each may start.
    ///
    /// Higher priority goes first, then the run that has the fewest running, with all its parts, then the older one; so
    /// none is passed over for ever by others of its priority. No slot stays free that anything could use, but for one
    /// thing: where an attempt counts against several limits and one of them is full, the others are kept for it, or
    /// attempts that need only one of them could keep it waiting for ever.
    public func shares(of claims: [SlotClaim]) -> [RunID: Allowance] {
        var table = self
        var held: [RunID: Int] = [:]
        for claim in claims { held[claim.whole, default: 0] += claim.running.reduce(0) { $0 + $1.attempts } }
        var open = claims.filter { !$0.ready.isEmpty }
        var shares: [RunID: Allowance] = [:]
        while table.taken < table.most {
            open.sort { left, right in
                (-left.priority, held[left.whole, default: 0], left.since, left.whole, left.run)
                    < (-right.priority, held[right.whole, default: 0], right.since, right.whole, right.run)
            }
            guard let (position, need) = table.next(among: open) else { break }
            let limits = open[position].ready[need].limits
            let run = open[position].run
            table.take(SlotNeed(attempts: 1, limits: limits))
            held[open[position].whole, default: 0] += 1
            var share = shares[run] ?? Allowance(attempts: 0, limits: [:])
            share.attempts = (share.attempts ?? 0) + 1
            for name in limits { share.limits?[name, default: 0] += 1 }
            shares[run] = share
            open[position].ready[need].attempts -= 1
            open[position].ready.removeAll { $0.attempts <= 0 }
            if open[position].ready.isEmpty { open.remove(at: position) }
        }
        return shares
    }

    /// The first need that a slot is free for, of claims in the order in which they are served.
    private func next(among claims: [SlotClaim]) -> (claim: Int, need: Int)? {
        var spare = self
        for (position, claim) in claims.enumerated() {
            for (index, need) in claim.ready.enumerated() {
                if spare.isFree(for: need.limits) { return (position, index) }
                // What it could have already is kept for it until it has the rest.
                guard need.limits.count > 1, need.limits.allSatisfy({ spare.mostOf[$0] != nil }) else { continue }
                for name in need.limits { spare.takenOf[name, default: 0] += 1 }
            }
        }
        return nil
    }
}

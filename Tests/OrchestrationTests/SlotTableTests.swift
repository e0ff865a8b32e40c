import Orchestration
import Pipelines
import Testing

/// Who gets the slots that all runs share.
@Suite struct SlotTableTests {
    private func claim(
        _ run: RunID, at seconds: Int = 0, priority: Int = 0, running: Int = 0, ready: Int, limits: [LimitName] = []
    ) -> SlotClaim {
        SlotClaim(
            run: run, priority: priority, since: Sample.start + .seconds(seconds),
            running: running == 0 ? [] : [SlotNeed(attempts: running, limits: limits)],
            ready: ready == 0 ? [] : [SlotNeed(attempts: ready, limits: limits)])
    }

    private func table(_ most: Int, _ claims: [SlotClaim], _ limits: [LimitName: Int] = [:]) -> SlotTable {
        var table = SlotTable(attempts: most, limits: limits)
        for claim in claims { for need in claim.running { table.take(need) } }
        return table
    }

    @Test("runs of one priority share what is free, and the older one has what is over")
    func runsOfOnePriorityShare() {
        let claims = [claim("young", at: 9, ready: 10), claim("old", ready: 10), claim("middle", at: 5, ready: 10)]
        let shares = table(4, claims).shares(of: claims)
        #expect(shares.mapValues(\.attempts) == ["old": 2, "middle": 1, "young": 1])
    }

    @Test("a run that has more running waits for the others") func aRunThatHasMore() {
        let claims = [claim("old", running: 3, ready: 10), claim("young", at: 9, ready: 10)]
        #expect(table(6, claims).shares(of: claims).mapValues(\.attempts) == ["young": 3])
    }

    @Test("a higher priority goes first, whatever it has running")
    func aHigherPriorityGoesFirst() {
        let claims = [claim("high", at: 9, priority: 1, running: 3, ready: 2), claim("low", ready: 10)]
        #expect(table(6, claims).shares(of: claims).mapValues(\.attempts) == ["high": 2, "low": 1])
    }

    @Test("runs within a run share as one") func runsWithinARunShare() {
        var claims = (0..<4).map { claim("part-\($0)".asRun, at: $0, ready: 5) }
        for position in claims.indices { claims[position].whole = "whole" }
        claims.append(claim("other", at: 9, ready: 5))
        let shares = table(4, claims).shares(of: claims)
        #expect(shares["other"]?.attempts == 2)
    }

    @Test("what a named limit holds back leaves its slots to others")
    func whatANamedLimitHolds() {
        let claims = [claim("llm", running: 2, ready: 5, limits: ["llm"]), claim("plain", at: 1, ready: 9)]
        let table = table(10, claims, ["llm": 3])
        #expect(table.shares(of: claims)["llm"] == Allowance(attempts: 1, limits: ["llm": 1]))
        #expect(table.shares(of: claims)["plain"]?.attempts == 7)
        #expect(self.table(10, claims, ["llm": 2]).lack(for: ["llm"])?.contains("2 of 2 attempts that use llm") == true)
    }

    @Test("what needs two limits is not passed over for ever by what needs one")
    func whatNeedsTwoLimitsIs() {
        // `both` waits for b; a is free, and kept for it.
        let both = claim("both", ready: 1, limits: ["a", "b"])
        let claims = [
            both, claim("one", at: 1, ready: 9, limits: ["a"]), claim("b", at: 2, running: 1, ready: 0, limits: ["b"]),
        ]
        #expect(table(10, claims, ["a": 1, "b": 1]).shares(of: claims).isEmpty)
        #expect(table(10, claims, ["a": 2, "b": 1]).shares(of: claims)["one"]?.attempts == 1)
    }

    @Test("a limit that no config sets lets nothing start, and says so")
    func aLimitThatNoConfig() {
        let claims = [claim("run", ready: 1, limits: ["gone"])]
        let table = table(10, claims, ["a": 1])
        #expect(table.shares(of: claims).isEmpty)
        #expect(table.lack(for: ["gone"])?.contains("no config sets the limit gone") == true)
    }

    @Test(
        "random demands never get more than there is, leave nothing free that could be used, and all end",
        arguments: 0..<40)
    func randomDemandsNeverGetMore(seed: Int) {
        var dice = Dice(seed)
        let names: [LimitName] = ["a", "b", "c"]
        let most = 1 + dice.below(6)
        let limits = Dictionary(uniqueKeysWithValues: names.map { ($0, 1 + dice.below(3)) })
        var claims = (0..<1 + dice.below(6)).map { position in
            var one = claim("run\(position)".asRun, at: dice.below(9), priority: dice.below(2), ready: 0)
            one.ready = (0..<1 + dice.below(3)).map { _ in
                SlotNeed(attempts: 1 + dice.below(8), limits: names.filter { _ in dice.chance(30) })
            }
            return one
        }
        var rounds = 0
        while claims.contains(where: { !$0.ready.isEmpty || !$0.running.isEmpty }) {
            rounds += 1
            #expect(rounds < 2000, "seed \(seed): somebody waits for ever")
            guard rounds < 2000 else { return }
            var table = table(most, claims, limits)
            let shares = table.shares(of: claims)
            for position in claims.indices {
                guard var share = shares[claims[position].run] else { continue }
                // As a run does it: in its order, what its share allows.
                for need in claims[position].ready.indices {
                    let names = claims[position].ready[need].limits
                    while claims[position].ready[need].attempts > 0, share.attempts ?? 0 > 0,
                        names.allSatisfy({ share.limits?[$0] ?? 0 > 0 })
                    {
                        share.attempts = (share.attempts ?? 0) - 1
                        for name in names { share.limits?[name, default: 0] -= 1 }
                        claims[position].ready[need].attempts -= 1
                        claims[position].running.append(SlotNeed(attempts: 1, limits: names))
                        table.take(SlotNeed(attempts: 1, limits: names))
                    }
                }
                #expect(share.attempts == 0, "seed \(seed): a share that is not used")
                claims[position].ready.removeAll { $0.attempts == 0 }
            }
            #expect(table.taken <= most)
            for (name, bound) in limits { #expect(table.takenOf[name, default: 0] <= bound) }
            let usable = claims.flatMap(\.ready).filter { $0.limits.count < 2 && table.isFree(for: $0.limits) }
            let isKept = claims.flatMap(\.ready).contains { $0.limits.count > 1 }
            #expect(usable.isEmpty || isKept, "seed \(seed): a slot stays free that could be used")
            // Somebody ends.
            let busy = claims.indices.filter { !claims[$0].running.isEmpty }
            #expect(!busy.isEmpty, "seed \(seed): all wait and nothing runs")
            guard let position = dice.pick(busy) else { return }
            claims[position].running.remove(at: dice.below(claims[position].running.count))
        }
    }
}

extension String {
    fileprivate var asRun: RunID { RunID(self) }
}

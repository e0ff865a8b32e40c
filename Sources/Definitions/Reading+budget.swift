import Pipelines

extension Reading {
    /// `{usd: 5, tokens: 2000000, iterations: 50, time: 2h}`: at least one of them.
    func budget(_ node: YAMLNode) -> Budget? {
        guard var fields = Fields(node, title: "`budget`", in: self) else { return nil }
        defer { fields.finish() }
        let before = diagnostics.count
        let budget = Budget(
            cost: fields.node("usd").flatMap { money($0, as: "`usd`") },
            tokens: fields.node("tokens").flatMap { count($0, as: "`tokens`") },
            iterations: fields.node("iterations").flatMap { count($0, as: "`iterations`") },
            time: fields.node("time").flatMap { duration($0, as: "`time`") })
        guard budget.isEmpty else { return budget }
        if diagnostics.count == before {
            error(
                .emptyValue, "`budget` says nothing", at: node.position,
                suggestion: "give it `usd`, `tokens`, `iterations` or `time`")
        }
        return nil
    }

    /// US dollars, in millionths.
    func money(_ node: YAMLNode, as what: String) -> Int64? {
        guard let dollars = number(node, as: what, in: 0.000001...1_000_000) else { return nil }
        return Int64((dollars * 1_000_000).rounded())
    }

    /// A whole number above zero.
    func count(_ node: YAMLNode, as what: String) -> Int64? {
        integer(node, as: what, in: 1...1_000_000_000_000).map(Int64.init)
    }
}

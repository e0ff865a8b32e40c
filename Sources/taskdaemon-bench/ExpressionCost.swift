import Expressions
import JSONValues
import TaskDaemonTesting

/// What it costs to evaluate a filter that was read once, as triggers are looked at again and again.
struct ExpressionCost {
    /// Evaluations in a round.
    let size: Int

    func run(rounds: Int) throws {
        let specs = JSON.array((0..<1000).map { ["id": .int($0), "title": "a title"] })
        let bindings = Bindings(["spec": ["dependencies_met": true, "id": "x", "n": 5], "all": specs])
        let sources = [
            "spec.dependencies_met == true", "spec.dependencies_met && spec.n > 3 && spec.id != 'y'",
            "spec.id.matches('^[a-z]+$')", "all[500].title.startsWith('a')",
        ]
        for source in sources {
            let expression = try Expression(parsing: source)
            var figures: [Double] = []
            for _ in 0..<rounds {
                var held = 0
                let time = ContinuousClock().measure {
                    for _ in 0..<size where expression.condition(in: bindings) == .holds { held += 1 }
                }
                precondition(held == size, "the filter holds every time")
                figures.append(time / .microseconds(1) / Double(size))
            }
            let cost = median(figures)
            print("expr: \(source): \(rounded(cost)) µs, \(Int(1_000_000 / cost)) evaluations a second")
        }
    }
}

/// What two ways of doing the same cost, measured in turn: milliseconds, round by round.
struct Comparison {
    var ours: [Double] = []
    var theirs: [Double] = []

    /// The median of the rounds' ratios.
    var ratio: Double { median(zip(ours, theirs).map { $0 / $1 }) }

    /// Measures one after the other, round after round, and prints each round.
    static func inTurn(
        rounds: Int, with name: String, per size: Int = 1, _ unit: String = "",
        prepare: (Int) async throws -> Void = { _ in }, ours: () async throws -> Void,
        theirs: () async throws -> Void
    ) async throws -> Comparison {
        var compared = Comparison()
        for round in 1...rounds {
            try await prepare(round)
            compared.ours.append(try await milliseconds(ours))
            compared.theirs.append(try await milliseconds(theirs))
            compared.printLast("round \(round)", with: name, per: size, unit)
        }
        return compared
    }

    /// Prints the last round.
    func printLast(_ title: String, with name: String, per size: Int = 1, _ unit: String = "") {
        guard let mine = ours.last, let other = theirs.last else { return }
        let per = unit.isEmpty ? "ms" : "ms/\(unit)"
        print(
            "\(title): taskdaemon \(rounded(mine / Double(size))) \(per), \(name) \(rounded(other / Double(size))) \(per), "
                + "ratio \(rounded(mine / other))")
    }
}

/// The middle of some figures.
func median(_ figures: [Double]) -> Double {
    let sorted = figures.sorted()
    return sorted.isEmpty ? .nan : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

func rounded(_ figure: Double) -> String {
    let hundredths = abs(Int((figure * 100).rounded()))
    return (figure < 0 ? "-" : "") + "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
}

/// How long something takes, in milliseconds.
func milliseconds(_ work: () async throws -> Void) async rethrows -> Double {
    let start = ContinuousClock.now
    try await work()
    let taken = ContinuousClock.now - start
    return Double(taken.components.seconds) * 1000 + Double(taken.components.attoseconds) / 1e15
}

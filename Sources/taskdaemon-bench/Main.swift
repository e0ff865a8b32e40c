import Glibc

/// `taskdaemon-bench chain|fanout|start|hooks|trees|runs|values|expr [--rounds N] [--size N]`: what the engine itself costs, each round measured in
/// turn with what it is compared to.
@main
struct Benchmark {
    static func main() async throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        guard let name = arguments.first else { usage() }
        arguments.removeFirst()
        func option(_ flag: String, _ fallback: Int) -> Int {
            guard let at = arguments.firstIndex(of: flag), at + 1 < arguments.count else { return fallback }
            return Int(arguments[at + 1]) ?? fallback
        }
        let rounds = option("--rounds", 5)
        switch name {
        case "chain": try await Chain(size: option("--size", 100)).run(rounds: rounds)
        case "fanout": try await FanOut(size: option("--size", 1000)).run(rounds: rounds)
        case "start": try await Start(size: option("--size", 20)).run(rounds: rounds)
        case "hooks": try await HookCost(size: option("--size", 50)).run(rounds: rounds)
        case "trees": try await Trees(size: option("--size", 50_000)).run(rounds: rounds)
        case "runs": try await ManyRuns(size: option("--size", 1000)).run(rounds: rounds)
        case "values":
            try await LargeValues(size: option("--size", 1000), bytes: option("--bytes", 5_000_000))
                .run(inlined: option("--inlined", 20))
        case "expr": try ExpressionCost(size: option("--size", 200_000)).run(rounds: rounds)
        default: usage()
        }
    }

    static func usage() -> Never {
        print("usage: taskdaemon-bench chain|fanout|start|hooks|trees|runs|values|expr [--rounds N] [--size N]")
        exit(2)
    }
}

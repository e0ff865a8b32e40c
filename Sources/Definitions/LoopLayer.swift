import Pipelines

/// The keys of a loop type as one file, or one stage, gives them, over those of what it extends.
struct LoopLayer {
    /// What a key says: nothing, that there is no value, or a value.
    typealias Key<Value> = Value??

    var work: LoopType.Work?
    var prompt: Key<String> = nil
    var validate: Key<CommandLine> = nil
    var maxIterations: Int?
    var iterationTimeout: Key<Duration> = nil
    var idleTimeout: Key<Duration> = nil
    var environment: [String]?
    var protect: [String]?
    var setup: Key<CommandLine> = nil
    var copy: [String]?
    var keep: [String]?
    var artifacts: [String]?

    init() {}

    /// The loop type that layers make, the first of them lowest; `nil` where none of them says what is run.
    static func resolve(_ layers: [LoopLayer], name: LoopName, defaultIterations: Int) -> LoopType? {
        guard let work = layers.reversed().lazy.compactMap(\.work).first else { return nil }
        func last<Value>(_ key: KeyPath<LoopLayer, Value?>) -> Value? {
            layers.reversed().lazy.compactMap { $0[keyPath: key] }.first
        }
        return LoopType(
            name: name, work: work, prompt: last(\.prompt) ?? nil, validate: last(\.validate) ?? nil,
            maxIterations: last(\.maxIterations) ?? defaultIterations,
            iterationTimeout: last(\.iterationTimeout) ?? nil, idleTimeout: last(\.idleTimeout) ?? nil,
            environment: last(\.environment) ?? [], protect: last(\.protect) ?? [], setup: last(\.setup) ?? nil,
            copy: last(\.copy) ?? [], keep: last(\.keep) ?? [], artifacts: last(\.artifacts) ?? [])
    }
}

import Expressions
import Pipelines

extension LoopType {
    /// The members of what an attempt gives, from which an output mapping starts; `nil` where only the attempt tells.
    var given: [String: Shape]? {
        switch work {
        case .builtin(.plan): ["plan": .of(.map)]
        case .builtin(.spec): ["specs": .list(of: .of(.map))]
        case .builtin(.phase): ["implementation": .of(.map)]
        case .pipeline(let pipeline):
            [
                "stages": .map(
                    Dictionary(pipeline.stages.map { ($0.name.rawValue, $0.shape) }, uniquingKeysWith: { $1 }),
                    isClosed: true)
            ]
        case .command, .agent: nil
        }
    }
}

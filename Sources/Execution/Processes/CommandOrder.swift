import CGuard
import Glibc
import Synchronization

/// A command that is ready to be sent to the nursery: its strings, its input, and where its result goes.
struct CommandOrder: Sendable {
    let spec: CommandSpec
    let sink: any OutputSink
    let strings: Descriptor
    let size: Int
    let input: Descriptor
    let cancellation: Cancellation
    let continuation: CheckedContinuation<CommandResult, Never>

    /// The strings of a command one after the other, each with its NUL; nil if one of them holds a NUL itself.
    static func strings(of spec: CommandSpec) -> [UInt8]? {
        var bytes: [UInt8] = []
        func add(_ text: String) -> Bool {
            let start = bytes.count
            bytes.append(contentsOf: text.utf8)
            if bytes[start...].contains(0) { return false }
            bytes.append(0)
            return true
        }
        guard add(spec.directory) else { return nil }
        for argument in spec.arguments where !add(argument) { return nil }
        for (name, value) in spec.environment.sorted(by: { $0.key < $1.key }) where !add("\(name)=\(value)") {
            return nil
        }
        return bytes
    }
}

/// Whether the task that runs a command was cancelled, also before its order was seen.
final class Cancellation: Sendable {
    private let flag = Atomic(false)

    var isRequested: Bool { flag.load(ordering: .sequentiallyConsistent) }

    func request() {
        flag.store(true, ordering: .sequentiallyConsistent)
    }
}

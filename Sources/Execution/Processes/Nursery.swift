import Glibc

/// Runs commands, each with its whole process tree under control.
///
/// A small forked process starts them and a guard for each ends its tree: when the command exits, on timeout, on
/// cancellation, and when this process dies, by SIGKILL too. One thread serves all commands. When the forked process
/// itself is killed, what runs ends as `interrupted`, and the next command starts another.
public final class Nursery: Sendable {
    private let inbox: CommandInbox

    /// Starts the thread and the forked process.
    ///
    /// - Parameters:
    ///   - tag: names what is ours, so that a later daemon can end what a dead one left; the first 40 letters and
    ///     digits of it are used.
    ///   - stateDirectory: where to hold a lock for as long as any tree runs; see `ProcessTrees.endLeftovers`.
    ///   - containment: the best means to use; nil for the best there is.
    /// - Throws: if the process cannot be forked or the lock not taken.
    public init(tag: String, stateDirectory: String? = nil, containment: ProcessContainment? = nil) throws {
        let start = NurseryStart(
            tag: ProcessTrees.normalized(tag), containment: containment,
            lockPath: stateDirectory.map(ProcessTrees.lockPath))
        inbox = try CommandInbox()
        try NurseryThread.begin(start, inbox: inbox)
    }

    deinit {
        inbox.post(.stop(nil))
    }

    /// The means in force; nil once stopped, or when no process can be forked any more.
    public var containment: ProcessContainment? {
        get async { await process?.containment }
    }

    /// The forked process; another one if it was killed.
    var process: NurseryProcess? {
        get async {
            await withCheckedContinuation { inbox.post(.process($0)) }
        }
    }

    /// Runs a command and waits until nothing of its tree is left.
    ///
    /// Cancelling the task ends the tree, with its grace, and then returns `.cancelled`. That a command fails or cannot
    /// be started is a result, not an error.
    public func run(_ spec: CommandSpec, output sink: any OutputSink) async -> CommandResult {
        guard !Task.isCancelled else { return .without(.cancelled) }
        guard !spec.arguments.isEmpty else {
            return .without(.notStarted(errno: EINVAL, message: "the command is empty"))
        }
        guard let strings = CommandOrder.strings(of: spec) else {
            let message = "the command, its directory or its environment holds a NUL byte"
            return .without(.notStarted(errno: EINVAL, message: message))
        }
        let files: (strings: Descriptor, input: Descriptor)
        do {
            files = (try Descriptor.memory(strings), try spec.input.isEmpty ? .null() : .memory(spec.input))
        } catch {
            return .without(.notStarted(errno: error.errno, message: error.message))
        }
        let cancellation = Cancellation()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                inbox.post(
                    .run(
                        CommandOrder(
                            spec: spec, sink: sink, strings: files.strings, size: strings.count, input: files.input,
                            cancellation: cancellation, continuation: continuation)))
            }
        } onCancel: {
            cancellation.request()
            inbox.post(.cancelled)
        }
    }

    /// Ends every command and the forked process, and waits until they are gone; commands end as `cancelled`.
    public func stop() async {
        await withCheckedContinuation { inbox.post(.stop($0)) }
    }
}

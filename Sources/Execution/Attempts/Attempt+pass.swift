import Glibc
import JSONValues
import Pipelines

/// What one pass of the loop came to, before its validation.
enum PassResult {
    case passed(JSON)
    case failed(AttemptFailure)
}

extension Attempt {
    /// One pass: a fresh process, or a built-in loop.
    func pass(_ iteration: Int, progress: [String]) async -> PassResult {
        do throws(AttemptFailure) {
            let prompt = spec.loop.prompt ?? ""
            try place.write(Array(prompt.utf8), to: place.prompt)
            unlink(place.output)
            switch spec.loop.work {
            case .builtin(let loop): return .passed(try await builtin(loop, iteration))
            case .command(let command):
                let ended = await execute(
                    command, iteration: iteration, timeout: spec.loop.iterationTimeout, input: Array(prompt.utf8))
                if let failure = failure(of: ended, what: "the command") { return .failed(failure) }
                return .passed(try outputs())
            }
        } catch {
            return .failed(error)
        }
    }

    /// The JSON object that the command wrote; an empty one when it wrote nothing.
    private func outputs() throws(AttemptFailure) -> JSON {
        guard let bytes = try place.read(place.output, limit: 16 << 20), !bytes.isEmpty else { return .object([:]) }
        guard let json = try? JSON(parsing: bytes) else {
            throw AttemptFailure(.invalidOutput, "the output file is not JSON")
        }
        guard case .object = json else {
            throw AttemptFailure(.invalidOutput, "the output file holds a JSON \(json.typeName), not an object")
        }
        return json
    }

    /// Runs a command in the work tree, its output going to the log.
    func execute(
        _ command: CommandLine, iteration: Int, timeout: Duration?, input: [UInt8] = []
    ) async -> CommandResult {
        let added = [
            "TASKDAEMON_RUN": spec.run.rawValue, "TASKDAEMON_PIPELINE": spec.pipeline.rawValue,
            "TASKDAEMON_STAGE": spec.attempt.instance.stage.rawValue,
            "TASKDAEMON_INSTANCE": spec.attempt.instance.name.rawValue,
            "TASKDAEMON_ATTEMPT": String(spec.attempt.number), "TASKDAEMON_ITERATION": String(iteration),
            "TASKDAEMON_INPUT": place.input, "TASKDAEMON_OUTPUT": place.output, "TASKDAEMON_PROMPT": place.prompt,
        ]
        let environment = CommandEnvironment.make(
            passing: spec.loop.environment, from: runner.environment, adding: added)
        return await runner.nursery.run(
            CommandSpec(
                arguments: command.arguments, environment: environment, directory: place.tree, input: input,
                timeout: remaining(timeout), idleTimeout: spec.loop.idleTimeout),
            output: capture)
    }

    /// What a command's end means; `nil` when it ended well.
    func failure(of ended: CommandResult, what: String) -> AttemptFailure? {
        switch ended.termination {
        case .exited(0): nil
        case .exited(75): AttemptFailure(.transient, "\(what) exited 75 (try again later)", exitCode: 75)
        case .exited(let code): AttemptFailure(.failed, "\(what) exited \(code)", exitCode: Int(code))
        case .signalled(let signal): AttemptFailure(.failed, "\(what) was ended by signal \(signal)")
        case .timedOut:
            AttemptFailure(.timeout, isOverdue ? "the attempt's time is over" : "\(what) took too long")
        case .idle: AttemptFailure(.timeout, "\(what) was silent for too long")
        case .cancelled: AttemptFailure(.interrupted, "\(what) was stopped", cancelled: true)
        case .interrupted: AttemptFailure(.interrupted, "what guards \(what) was killed")
        case .notStarted(let code, let message):
            switch code {
            case ENOENT where message.contains("directory"), ENOTDIR:
                AttemptFailure(.failed, "\(what) could not start: \(message)")
            case EAGAIN, ENOMEM, EMFILE, ENFILE, ENOSPC:
                AttemptFailure(.transient, "\(what) could not start: \(message)")
            default: AttemptFailure(.config, "\(what) could not start: \(message)")
            }
        }
    }
}

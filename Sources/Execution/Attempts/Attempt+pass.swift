import Glibc
import JSONValues
import Pipelines
import Secrets

/// What one pass of the loop came to, before its validation.
struct Pass {
    enum Outcome {
        case passed(JSON)
        case failed(AttemptFailure)
    }

    var outcome: Outcome
    /// What an agent used; `nil` where none ran.
    var usage: Usage?
    /// What an agent said last.
    var words = ""
    /// The end of what was written.
    var output = ""

    init(_ outcome: Outcome, usage: Usage? = nil, words: String = "", output: String = "") {
        self.outcome = outcome
        self.usage = usage
        self.words = words
        self.output = output
    }
}

extension Attempt {
    /// One pass: a fresh process, or a built-in loop.
    func pass(_ iteration: Int, after history: IterationHistory) async -> Pass {
        do throws(AttemptFailure) {
            unlink(place.output)
            if case .builtin(let loop) = spec.loop.work { return Pass(.passed(try await builtin(loop, iteration))) }
            let prompt = secrets.masked(try await prompt(iteration, after: history))
            try place.write(Array(prompt.utf8), to: place.prompt)
            if case .agent(let work) = spec.loop.work { return await agentPass(work, iteration, prompt: prompt) }
            guard case .command(let command) = spec.loop.work else { return Pass(.passed(.object([:]))) }
            let tail = TailSink(capture)
            let ended = await execute(
                command.arguments, iteration: iteration, timeout: spec.loop.iterationTimeout,
                input: Array(prompt.utf8), output: tail)
            if let failure = failure(of: ended, what: "the command") {
                return Pass(.failed(failure), output: tail.text)
            }
            return Pass(.passed(try outputs()))
        } catch {
            return Pass(.failed(error))
        }
    }

    /// The JSON object that the command wrote; an empty one when it wrote nothing.
    func outputs() throws(AttemptFailure) -> JSON {
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
    func execute(_ command: CommandLine, iteration: Int, timeout: Duration?) async -> CommandResult {
        await execute(command.arguments, iteration: iteration, timeout: timeout, output: capture)
    }

    /// Runs a program in the work tree.
    func execute(
        _ arguments: [String], iteration: Int, timeout: Duration?, input: [UInt8] = [],
        variables: [String: String] = [:], output: any OutputSink
    ) async -> CommandResult {
        var own = [
            "TASKDAEMON_RUN": spec.run.rawValue, "TASKDAEMON_PIPELINE": spec.pipeline.rawValue,
            "TASKDAEMON_STAGE": spec.attempt.instance.stage.rawValue,
            "TASKDAEMON_INSTANCE": spec.attempt.instance.name.rawValue,
            "TASKDAEMON_ATTEMPT": String(spec.attempt.number), "TASKDAEMON_ITERATION": String(iteration),
            "TASKDAEMON_INPUT": place.input, "TASKDAEMON_OUTPUT": place.output, "TASKDAEMON_PROMPT": place.prompt,
        ]
        own["TASKDAEMON_REPOSITORY"] = runner.repository
        let environment = CommandEnvironment.make(
            passing: spec.loop.environment, from: runner.environment,
            adding: inputVariables.merging(variables) { $1 }.merging(own) { $1 })
        return await runner.nursery.run(
            CommandSpec(
                arguments: arguments, environment: environment, directory: place.tree, input: input,
                timeout: remaining(timeout), idleTimeout: spec.loop.idleTimeout, isActive: activity),
            output: output)
    }

    /// What is given that is text, a number, true or false, so that a shell has it at hand: the input `os` is
    /// `TASKDAEMON_INPUT_OS`.
    private var inputVariables: [String: String] {
        var variables: [String: String] = [:]
        var size = 0
        for (name, value) in (spec.input.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
            let isWord =
                !name.isEmpty
                && name.utf8.allSatisfy { byte in
                    byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || (0x61...0x7A).contains(byte)
                        || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                }
            let text: String
            switch value {
            case .string(let string): text = string
            case .int, .double, .bool: text = value.text
            case .null, .array, .object: continue
            }
            // What is longer is in the file: the kernel bounds what a program is given so. A NUL cannot be given at all.
            guard isWord, size + text.utf8.count <= 65_536, !text.utf8.contains(0) else { continue }
            size += text.utf8.count
            let key = "TASKDAEMON_INPUT_" + name.uppercased().map { $0 == "-" ? "_" : $0 }
            variables[key] = text
        }
        return variables
    }

    /// A command that is silent is not idle while it changes files.
    private var activity: (@Sendable () async -> Bool)? {
        guard let idle = spec.loop.idleTimeout else { return nil }
        let (worker, tree) = (worker, place.tree)
        return {
            var now = timespec()
            clock_gettime(CLOCK_REALTIME, &now)
            let instant = Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
            return await worker.hasChange(in: tree, since: instant - idle.milliseconds)
        }
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
        case .idle: AttemptFailure(.timeout, "\(what) wrote nothing and changed nothing for too long")
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

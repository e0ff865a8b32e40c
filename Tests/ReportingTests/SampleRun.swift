import Expressions
import GitNames
import JSONValues
import Orchestration
import Pipelines

/// Runs made by the pure core alone: a stage that finds specs, and one that fans out over them.
enum SampleRun {
    /// 2026-01-02T03:04:05Z.
    static let start = Instant(milliseconds: 1_767_323_045_000)
    static let spec: InstanceID = InstanceID("specification", .main)
    static let core = InstanceID("implementation", "core")
    static let cli = InstanceID("implementation", "cli")
    static let lost = InstanceID("implementation", "lost")

    /// An object's name made of one digit.
    static func id(_ digit: Character) -> ObjectID {
        guard let id = ObjectID(hex: String(repeating: digit, count: 40)) else { preconditionFailure("a hex digit") }
        return id
    }

    /// Just created: its first attempt runs.
    static func created(title: String = "Core", untrusted: [String] = []) throws -> Run {
        let loop = LoopType(name: "shell", work: .command(.shell("make")), validate: .shell("make test"))
        let filter = try Expression(parsing: "spec.dependencies_met == true")
        let pipeline = Pipeline(
            name: "taskdaemon",
            stages: [
                Stage(name: "specification", loop: loop, triggers: [.manual(approvalRequired: false)]),
                Stage(
                    name: "implementation", loop: loop, triggers: [.onEvent(eventType: "spec.ready", filter: filter)],
                    parallelInstances: 1, timeout: .seconds(7200)),
            ])
        let request = RunRequest(
            pipeline: "taskdaemon", commit: id("b"), branch: "main", eventType: "plan.committed",
            documents: [DocumentKey(path: "plans/greeter.md", blob: id("d"))], inputs: ["colour": "red"])
        let creation = RunCreated(
            id: "greeter-3fa9c01", owner: "0123456789abcdef", pipeline: pipeline, request: request, documents: [],
            knownSpecs: [:], branchPrefix: "taskdaemon/", identity: .daemon, untrusted: untrusted, supersedes: [],
            after: [], at: start)
        return Run.create(creation).run
    }

    /// The specs are known: one works, one waits for it, one can never start.
    static func fannedOut(title: String = "Core") throws -> Run {
        let specs: JSON = [
            ["id": "core", "title": .string(title), "dependencies": []],
            ["id": "cli", "title": "The command line", "dependencies": ["core"]],
            ["id": "lost", "title": "Lost", "dependencies": ["nowhere"]],
        ]
        let report = AttemptReport(
            outcome: .finished(["specs": specs]), tip: id("1"), tree: id("2"), iterations: 1, lastVerdict: "exited 0",
            log: id("a"))
        return try created().after(10, .attemptEnded(AttemptID(spec, 1), report))
    }

    /// The one that worked has failed, for good.
    static func failed(message: String = "validation exited 1") throws -> Run {
        let report = AttemptReport(
            outcome: .failed(Failure(.failed, message, exitCode: 1)), tip: id("3"), tree: id("4"), iterations: 2,
            lastVerdict: message, log: id("c"))
        return try fannedOut().after(70, .attemptEnded(AttemptID(core, 1), report))
    }

    /// The one that worked has succeeded, and the next one works.
    static func halfDone() throws -> Run {
        let report = AttemptReport(
            outcome: .finished([:]), tip: id("5"), tree: id("6"), iterations: 3, lastVerdict: "exited 0", log: id("e"))
        return try fannedOut().after(130, .attemptEnded(AttemptID(core, 1), report))
    }
}

extension Run {
    /// The run after a command, so many seconds after its start.
    func after(_ seconds: Int, _ command: RunCommand) -> Run {
        decide(command, at: SampleRun.start + .seconds(seconds)).run
    }

    /// The run after a person's request.
    func asked(_ request: ControlRequest, ulid: String = "01", at seconds: Int = 200) -> Run {
        after(seconds, .requested(ulid: ulid, by: "Me <me@example.org>", request))
    }
}

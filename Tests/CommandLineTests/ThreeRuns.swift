import Foundation

/// A workspace with three runs that are the same every time, down to the commits' names: one waits for an approval,
/// one has succeeded, one has failed.
///
/// The clock stands still at a time that the environment gives, one instance runs at a time, and git is told who
/// commits and when. What cannot be the same is put into words by `stable`.
struct ThreeRuns {
    /// The program, in whose `work` the workspace is.
    let program: BuiltProgram

    /// A pipeline; two of them, so that one run asks for an approval and the others do not.
    private static func pipeline(_ name: String, filter: String, more: String = "") -> String {
        """
        name: \(name)
        description: Plans, carried through
        start_on: [{event: plan.committed, filter: "plan.title \(filter) 'A greeter'"}]
        error_handling: fail
        stages:
          - name: planning
            loop_type: plan
            triggers: [{manual: {approval_required: false}}]
            input_mapping: {mappings: [{from: request.goal, to: goal}]}
            output_mapping: {mappings: [{from: plan, to: outputs.plan}]}
          - name: specification
            loop_type: spec
            triggers: [{on_completion: {source_stage: planning, success_only: true}}]
            input_mapping: {mappings: [{from: planning.outputs.plan, to: plan}]}
            output_mapping: {mappings: [{from: specs, to: outputs.specs}]}
          - name: implementation
            loop_type: phase
            triggers: [{on_event: {event_type: spec.ready, filter: "spec.dependencies_met == true"}}]
            input_mapping: {mappings: [{from: event.spec, to: spec}]}
            output_mapping: {mappings: [{from: implementation, to: outputs.implementation}]}
        \(more)
        """
    }

    private static let release = """
          - name: release
            loop_type: shell
            run: echo released > released.txt
            triggers:
              - on_completion: {source_stage: implementation, success_only: true}
              - manual: {approval_required: true}
        """

    /// Makes it: three commits, and after each a daemon that does what there is to do.
    init() throws {
        program = try BuiltProgram()
        try program.git("init", "--quiet")
        try program.write(
            Self.pipeline("taskdaemon", filter: "!="), to: "work/.taskdaemon/pipelines/taskdaemon.yml")
        try program.write(
            Self.pipeline("careful", filter: "==", more: Self.release), to: "work/.taskdaemon/pipelines/careful.yml")
        try program.write("# Greeting\n", to: "work/README.md")
        try commit("start", hour: 1)
        let made = try program.run(["init", "--yes"], environment: Self.environment(hour: 1))
        guard made.status == 0 else { throw Failure(description: made.error) }
        try commit("scaffold", hour: 1)
        let specs = "### Spec: Core\n**ID:** core\n#### Phase 1: Write it\n```sh run\necho core > core.txt\n```\n"
        let more =
            "### Spec: Command line\n**ID:** cli\n**Dependencies:** [core]\n#### Phase 1: Write it\n"
            + "```sh run\necho cli > cli.txt\n```\n"
        try plan("greeter", "# Plan: A greeter\n## Summary\nPrint a greeting.\n## Specs\n\(specs)\(more)", hour: 2)
        try plan("quick", "# Plan: Quick\n## Specs\n\(specs.replacingOccurrences(of: "core", with: "quick"))", hour: 3)
        let broken = specs.replacingOccurrences(of: "echo core > core.txt", with: "echo 'no such thing' >&2; exit 3")
        try plan("broken", "# Plan: Broken\n## Specs\n\(broken)", hour: 4)
    }

    /// Runs the program at the hour at which everything is looked at.
    func callAsFunction(_ arguments: [String]) throws -> BuiltProgram.Result {
        try program.run(arguments, environment: Self.environment(hour: 6))
    }

    /// The text with what differs from one making to the next put into words.
    func stable(_ text: String) -> String {
        let owners =
            (try? FileManager.default.subpathsOfDirectory(atPath: program.directory + "/.local/state"))?
            .filter { $0.hasSuffix("/owner") } ?? []
        var stable = text
        for owner in owners {
            let state = "\(program.directory)/.local/state/\(owner)"
            let id = (try? String(contentsOfFile: state, encoding: .utf8))?.split(separator: "\n").first.map(
                String.init)
            if let id { stable = stable.replacingOccurrences(of: id, with: "<owner>") }
            let workspace = owner.split(separator: "/").dropLast().last.map(String.init)
            if let workspace { stable = stable.replacingOccurrences(of: workspace, with: "<workspace>") }
        }
        stable = stable.replacing(/\b0[0-9A-HJKMNP-TV-Z]{25}\b/, with: "<ulid>")
        return Self.numbered(stable.replacingOccurrences(of: program.directory, with: "<directory>"))
    }

    /// Names of objects as numbers, in the order they come and as long as they were: else a word more in a file that
    /// `init` writes would change every snapshot.
    private static func numbered(_ text: String) -> String {
        var numbers: [Substring: Int] = [:]
        // By Unicode's rules there is no word's end in `b.i`, but there is one in `7.i`.
        return text.replacing(/\b[0-9a-f]{7,40}\b/.wordBoundaryKind(.simple)) { match in
            let number = numbers[match.output.prefix(7), default: numbers.count + 1]
            numbers[match.output.prefix(7)] = number
            let digits = String(number)
            return "x" + String(repeating: "0", count: match.output.count - 1 - digits.count) + digits
        }
    }

    private func plan(_ name: String, _ text: String, hour: Int) throws {
        try program.write(text, to: "work/plans/\(name).md")
        try commit("plan: \(name)", hour: hour)
        let daemon = try program.run(["daemon", "--once"], environment: Self.environment(hour: hour))
        guard daemon.output.contains("ready\n") else { throw Failure(description: daemon.error) }
    }

    private func commit(_ message: String, hour: Int) throws {
        try program.git(["add", "--all"], environment: [:])
        try program.git(["commit", "--quiet", "-m", message], environment: Self.environment(hour: hour))
    }

    private static func environment(hour: Int) -> [String: String] {
        let time = "2026-01-02T0\(hour):04:05Z"
        return [
            "TASKDAEMON_TESTING_NOW": time, "GIT_AUTHOR_DATE": time, "GIT_COMMITTER_DATE": time,
            "TASKDAEMON_MAX_PARALLEL": "1",
        ]
    }

    /// It could not be made.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}

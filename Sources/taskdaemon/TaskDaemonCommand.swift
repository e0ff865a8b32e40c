import ArgumentParser
import Definitions
import Foundation

/// The program: one subcommand for each thing it does.
@main
struct TaskDaemonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "taskdaemon",
        abstract: "Commit a plan; get reviewed, validated work on a branch.",
        discussion: """
            A commit that adds a plan below plans/ starts a run: stage after stage, each in a work tree of its own, until \
            its validation passes. Everything is commits, tags and refs of the repository.

            Start with:
              taskdaemon init
              taskdaemon daemon
              taskdaemon status

            -C DIR before the subcommand acts as if started in DIR. Exit codes: 0 done, 1 failed, 2 usage or invalid \
            definition, 3 nothing matches, 4 refused.
            """,
        version: "taskdaemon \(version)",
        groupedSubcommands: [
            CommandGroup(
                name: "Getting started",
                subcommands: [Init.self, Demo.self, Daemon.self, Start.self, Stop.self, Run.self]),
            CommandGroup(
                name: "Looking",
                subcommands: [
                    Status.self, Show.self, Log.self, Logs.self, Diff.self, Why.self, WhyNot.self, Trace.self,
                    Graph.self, Simulate.self, Schedules.self, Stats.self, Metrics.self,
                ]),
            CommandGroup(
                name: "Steering",
                subcommands: [
                    Approve.self, Reject.self, Accept.self, Emit.self, Pause.self, Resume.self, Cancel.self, Retry.self,
                    Skip.self, Rollback.self, Undo.self, Op.self, Adopt.self, Trust.self,
                ]),
            CommandGroup(
                name: "Definitions and settings",
                subcommands: [
                    Validate.self, ListTemplates.self, Config.self, Schema.self, Expr.self, HooksCommand.self,
                    Doctor.self, Gc.self,
                ]),
            CommandGroup(name: "Shells and manuals", subcommands: [Completions.self, Man.self]),
        ])

    /// The version of the program.
    static let version = "0.1.0"

    /// Parses, runs, and ends with one of the documented exit codes.
    static func main() async {
        do {
            let arguments = try LeadingDirectory.take(from: Array(CommandLine.arguments.dropFirst()))
            try refuseUnknownSubcommand(arguments.first)
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            end(with: error)
        }
    }

    /// The parser only says that it did not expect the word.
    private static func refuseUnknownSubcommand(_ word: String?) throws {
        guard let word, !word.hasPrefix("-") else { return }
        let names = configuration.subcommands.map { $0._commandName } + ["help"]
        guard !names.contains(word) else { return }
        throw CommandError(
            .usage, "there is no subcommand '\(word)'",
            hint: Nearest.suggestion(for: word, among: names) ?? "taskdaemon --help lists them")
    }

    private static func end(with error: any Error) -> Never {
        if let problem = CommandError(error) {
            Terminal.writeError(problem)
            exit(withCode: problem.exitCode)
        }
        let code = exitCode(for: error)
        let text = fullMessage(for: error)
        guard code != .success else {
            if !text.isEmpty { Terminal.write(text + "\n") }
            exit(withCode: .success)
        }
        guard code == .validationFailure else {
            if !text.isEmpty { Terminal.writeError(text: text) }
            exit(withCode: code)
        }
        Terminal.writeError(usageProblem(message(for: error)))
        exit(withCode: .usage)
    }

    /// What the parser says, in the form that every error has; it may hold arguments as they were given.
    private static func usageProblem(_ message: String) -> CommandError {
        let line = message.split(separator: "\n").first.map(String.init) ?? message
        let parts = line.components(separatedBy: ". Did you mean ")
        let sentence = parts[0].prefix(1).lowercased() + parts[0].dropFirst()
        let words = CommandLine.arguments.dropFirst().prefix { !$0.hasPrefix("-") }
        let names = Set(configuration.subcommands.map { $0._commandName })
        let help = (["taskdaemon"] + words.prefix(1).filter(names.contains) + ["--help"]).joined(separator: " ")
        return CommandError(
            .usage, sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence,
            hint: parts.count > 1 ? "did you mean \(parts[1])" : help)
    }

    private static func exit(withCode code: ExitCode) -> Never { exit(withError: code) }
}

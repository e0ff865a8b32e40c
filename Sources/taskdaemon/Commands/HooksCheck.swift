import Pipelines
import Definitions
import ArgumentParser
import Daemon
import Foundation
import Reporting

/// What the hooks that check call, and wait for: exits 1 for a refusal alone.
struct HooksCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Refuse invalid definitions and documents; the hooks call it.",
        shouldDisplay: false)

    @Argument var name: String
    @Option var hook = ""

    func run() throws {
        let mustNotBe: Bool
        do {
            mustNotBe = try name == "pre-receive" ? isPushRefused() : isRefused(ProposedTree.index(), for: "the commit")
        } catch {
            // What cannot be checked is let through: the daemon says what is wrong with it when it takes it.
            let problem = CommandError(error) ?? CommandError(.failure, "\(error)")
            Terminal.note(StyledText("taskdaemon could not check this: \(problem.sentence)", .waiting))
            return
        }
        if mustNotBe { throw ExitCode.failure }
    }

    /// No more refs of one push are checked.
    private static let most = 100

    private func isPushRefused() throws -> Bool {
        let data = try FileHandle.standardInput.read(upToCount: 1 << 20) ?? Data()
        let environment = ProcessInfo.processInfo.environment
        let settings = try EffectiveSettings.read(nil).settings
        var isAnyRefused = false
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n").prefix(Self.most) {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 3, words[2].hasPrefix("refs/heads/"), words[1].contains(where: { $0 != "0" }),
                !words[2].hasPrefix("refs/heads/\(settings.branchPrefix)")
            else { continue }
            let old = words[0].contains { $0 != "0" } ? words[0] : nil
            let tree = ProposedTree.commit(words[1], against: old)
            if try isRefused(tree, for: words[2], environment) { isAnyRefused = true }
        }
        return isAnyRefused
    }

    private func isRefused(
        _ tree: ProposedTree, for what: String, _ environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> Bool {
        guard
            let (report, sources) = try tree.refusal(userConfig: UserConfig.read(environment), environment: environment)
        else { return false }
        Terminal.note(report.page(sources: sources))
        Terminal.note(StyledText("taskdaemon refuses \(what): its definitions or documents are invalid", .bad))
        return true
    }
}

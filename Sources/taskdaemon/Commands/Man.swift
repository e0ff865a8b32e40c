import ArgumentParser
import Definitions
import Foundation
import JSONValues
import Reporting

/// Manual pages.
struct Man: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a manual page, or write all of them.",
        discussion: """
            They say what --help says.

            Examples:
              taskdaemon man diff | man -l -
              taskdaemon man --directory ~/.local/share/man/man1
            """)

    @Argument(help: "A subcommand; the program itself where none is named.") var subcommand: String?
    @Option(help: ArgumentHelp("Write every page into this directory.", valueName: "dir"), completion: .directory)
    var directory: String?

    func run() throws {
        let pages = try ManualPage.all(of: TaskDaemonCommand._dumpHelp())
        guard let directory else {
            let name = ["taskdaemon", subcommand].compactMap { $0 }.joined(separator: "-")
            guard let page = pages.first(where: { $0.name == name }) else {
                let names = pages.map { String($0.name.dropFirst("taskdaemon-".count)) }
                throw CommandError(
                    .nothingMatches, "there is no subcommand '\(subcommand ?? "")'",
                    hint: Nearest.suggestion(for: subcommand ?? "", among: names))
            }
            return Terminal.write(page.text)
        }
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            for page in pages {
                try Data(page.text.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(page.name).1"))
            }
        } catch {
            throw CommandError(.failure, "\(directory) cannot be written to: \(error.systemReason)")
        }
        Terminal.write("wrote \(pages.count) pages to \(TerminalText.escaped(directory))\n")
    }
}

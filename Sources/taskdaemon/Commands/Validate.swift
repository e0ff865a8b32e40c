import ArgumentParser
import Definitions
import Foundation
import Reporting

/// Checks what is about to be committed.
struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check definitions and documents as they stand in the working tree.",
        discussion: """
            Lists everything that is wrong, with file, line, column and a caret. Exits 2 when there is an error.

            Examples:
              taskdaemon validate
              taskdaemon validate .taskdaemon/pipelines/release.yml
              taskdaemon validate --json
            """)

    @Argument(help: "Only these files.") var files: [String] = []
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        guard let tree = EffectiveSettings.workingTree(of: reader) else {
            throw CommandError(.refused, "a bare repository has no working tree to check")
        }
        let checked = try Checking(tree: tree).check(files: try files.map { try reader.pathInTree($0) })
        output.write(checked.report, page: checked.report.page(sources: checked.sources))
        if !checked.report.valid { throw ExitCode.usage }
    }
}

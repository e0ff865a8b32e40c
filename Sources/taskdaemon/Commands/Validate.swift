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

            With --strict it also finds what can be run and is probably not meant: a validator that cannot fail, an
            approval that can be gone around, a stage's timeout beyond the pipeline's, outputs that nobody uses,
            parallel_instances of a stage that has one instance. Every warning is then an error.

            Examples:
              taskdaemon validate
              taskdaemon validate .taskdaemon/pipelines/release.yml
              taskdaemon validate --strict
              taskdaemon validate --json
            """)

    @Argument(help: "Only these files.", completion: .file()) var files: [String] = []
    @Flag(help: "Find what is probably not meant too; every warning is an error.") var strict = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        guard let tree = EffectiveSettings.workingTree(of: reader) else {
            throw CommandError(
                .refused, "a bare repository has no working tree to check",
                hint: "'taskdaemon hooks install --check pre-receive' checks what is pushed to it")
        }
        let checked = try Checking(tree: tree).check(
            files: try files.map { try reader.pathInTree($0) }, isStrict: strict)
        output.write(checked.report, page: checked.report.page(sources: checked.sources))
        if !checked.report.valid { throw ExitCode.usage }
    }
}

import Daemon
import Definitions
import Documents
import Foundation
import Git
import GitNames
import JSONValues
import Pipelines
import Reporting
import Simulating

/// What a simulation is given: read from the workspace and from the files that the command line names.
struct SimulationBench {
    let local: LocalWorkspace
    let loaded: LoadedDefinitions

    init(_ local: LocalWorkspace, _ loaded: LoadedDefinitions) {
        self.local = local
        self.loaded = loaded
    }

    /// The pipeline of that name; one that is broken tells what is wrong.
    func pipeline(_ name: String) throws -> Pipeline {
        switch loaded.pipelines[PipelineName(name)]?.result {
        case .success(let pipeline): return pipeline
        case .failure(let invalid):
            for diagnostic in invalid.diagnostics { Terminal.writeError(text: diagnostic.rendered()) }
            throw CommandError(.usage, "the pipeline '\(name)' is invalid", hint: "taskdaemon validate")
        case nil:
            throw loaded.missing(name)
        }
    }

    /// Where a run would start: at HEAD's commit, when that was made.
    func place() throws -> SimulatedStart.Place {
        let repository = local.reader.repository
        let prefix = loaded.settings.branchPrefix
        let head: (id: ObjectID?, branch: String) =
            switch try repository.head() {
            case .branch(let ref, let id): (id, ref.branchName ?? ref.text)
            case .detached(let id): (id, "HEAD")
            }
        guard let id = head.id, let commit = try? repository.commit(id) else {
            // Before the first commit, any name does.
            let nothing = ObjectDraft.commit(
                tree: Self.emptyTree, parents: [], by: .daemon, at: 0, message: "nothing yet")
            return SimulatedStart.Place(
                commit: nothing.id, branch: head.branch, author: "", at: Terminal.now, branchPrefix: prefix)
        }
        let seconds = commit.committer.seconds.multipliedReportingOverflow(by: 1000).partialValue
        return SimulatedStart.Place(
            commit: id, branch: head.branch, author: commit.author.name, at: Instant(milliseconds: seconds),
            branchPrefix: prefix, knownSpecs: try repository.knownSpecs(at: id, loaded.settings))
    }

    private static let emptyTree: ObjectID = {
        // Forty hexadecimal digits are a name.
        guard let id = ObjectID(hex: "4b825dc642cb6eb9a060e54bf8d69288fbee4904") else { preconditionFailure("no name") }
        return id
    }()
}

import Definitions
import GitNames
import Orchestration
import Pipelines
import Reporting

extension LocalWorkspace {
    /// The settings as a daemon that starts now has them: with the config of the commit that HEAD is at.
    var settingsAtHead: Settings {
        let files = (try? reader.commit("HEAD")).flatMap { try? reader.definitions(at: $0) }
        return settings(committed: files?.files["config.yml"])
    }
}

extension WorkspaceReader {
    /// What all runs have taken of the slots that they share; `nil` where none of these runs waits for one, for then
    /// nobody asks, and there are all journals to read.
    func slots(for runs: [Orchestrated]) throws -> SlotTable? {
        guard runs.contains(where: \.waitsForSlot), let local = try? LocalWorkspace(self) else { return nil }
        return SlotTable(local.settingsAtHead, runs: try self.runs().runs, for: runs)
    }
}

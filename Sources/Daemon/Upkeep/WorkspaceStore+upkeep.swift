import Git
import Journaling
import Pipelines

extension WorkspaceStore {
    /// Packs below this number are not worth writing anew.
    private static let fewestPacks = 5

    /// Every run that has a journal here, also one that cannot be read.
    func runIDs() throws -> Set<RunID> { Set(try journal().runIDs()) }

    func leftLocks() throws -> [String] { try repository().leftLocks() }

    func removeLeftLocks() throws { try repository().removeLeftLocks() }

    /// How many small packs there are that could be one, and their bytes.
    func smallPacks() throws -> (count: Int, bytes: Int64) {
        let (count, bytes) = try repository().consolidatablePacks(atLeast: Self.fewestPacks)
        return (count, bytes)
    }

    func consolidatePacks() throws {
        try faults.check()
        try repository().consolidatePacks(atLeast: Self.fewestPacks)
    }
}

/// How much a private work tree may hold, so that no tree and no command can fill the machine.
public struct WorkTreeLimits: Hashable, Sendable {
    /// How many files and directories, tracked or new. Default 1,000,000.
    public var entries: Int
    /// How many bytes one file may have. Default 256 MiB.
    public var fileBytes: Int
    /// How many bytes all files of a tree that is laid out may have. Default 8 GiB.
    public var totalBytes: Int
    /// How many bytes of new content one collection or import may bring, all of it held in memory. Default 1 GiB.
    public var collectedBytes: Int
    /// How many directories deep. Default 128, since each level on the way holds one open file.
    public var depth: Int
    /// How many commits of the agent's own are taken over at once. Default 1,000.
    public var importedCommits: Int
    /// How many objects these may bring. Default 200,000.
    public var importedObjects: Int

    /// States the limits.
    public init(
        entries: Int = 1_000_000, fileBytes: Int = 256 << 20, totalBytes: Int = 8 << 30,
        collectedBytes: Int = 1 << 30, depth: Int = 128, importedCommits: Int = 1_000, importedObjects: Int = 200_000
    ) {
        self.entries = entries
        self.fileBytes = fileBytes
        self.totalBytes = totalBytes
        self.collectedBytes = collectedBytes
        self.depth = depth
        self.importedCommits = importedCommits
        self.importedObjects = importedObjects
    }
}

/// One directory of those that a walk is in, from the root down to where it is.
///
/// Works on directories held open and single names in them, without recursion, so that nothing in the tree can lead out
/// of it or wear out the stack.
struct WalkFrame {
    let directory: OpenDirectory
    /// From the root; empty for the root itself.
    let path: [UInt8]
    let depth: Int
    var rules: IgnoreRules
    var pair: PairedDirectory

    /// Reads a directory that is held open.
    ///
    /// - Parameters:
    ///   - range: What the list has in it.
    ///   - limit: How many names are read at most.
    ///   - ahead: May have read it already.
    init(
        _ directory: OpenDirectory, at path: [UInt8], depth: Int, rules: IgnoreRules, range: Range<Int>,
        limit: Int = .max, ahead: ListingAhead? = nil
    ) throws(FileError) {
        self.directory = directory
        self.path = path
        self.depth = depth
        self.rules = rules
        let listing: DirectoryListing
        if !range.isEmpty, let known = ahead?.take(path) {
            listing = known
        } else {
            listing = try directory.listing(limit: limit)
        }
        pair = PairedDirectory(listing, prefix: Self.prefix(path), range: range)
    }

    /// How many bytes of a path from the root lead into the directory, with the slash.
    var prefix: Int { Self.prefix(path) }

    /// The path of a name in it.
    func path(of name: [UInt8]) -> [UInt8] {
        guard !path.isEmpty else { return name }
        var child: [UInt8] = []
        child.reserveCapacity(path.count + 1 + name.count)
        child += path
        child.append(UInt8(ascii: "/"))
        child += name
        return child
    }

    private static func prefix(_ path: [UInt8]) -> Int { path.isEmpty ? 0 : path.count + 1 }
}

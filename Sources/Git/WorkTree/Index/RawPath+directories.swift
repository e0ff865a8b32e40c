extension RawPath {
    /// All directories on the way to these paths, without the root.
    static func directories(above paths: some Sequence<RawPath>) -> Set<RawPath> {
        var directories: Set<RawPath> = []
        for path in paths {
            var above = path.bytes[...]
            while let slash = above.lastIndex(of: UInt8(ascii: "/")) {
                above = above[..<slash]
                // What is above one that is known is known.
                guard directories.insert(RawPath(bytes: above)).inserted else { break }
            }
        }
        return directories
    }
}

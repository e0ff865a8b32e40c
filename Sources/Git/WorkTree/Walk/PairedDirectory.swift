import Glibc

/// A directory on the disk and what a list of files has in it, gone through side by side.
///
/// The list is in the order of the bytes of its paths, so that what lies in a directory is one range of it: nothing is
/// looked up, and one step costs the comparison of two names.
struct PairedDirectory {
    /// A name that the list has in the directory.
    struct Tracked {
        /// Where it is in the list: one file, or all files of a directory.
        var range: Range<Int>
        var isDirectory: Bool
        var nameLength: Int
    }

    /// What comes next.
    enum Step {
        /// The list has it, and the disk something of the same kind: both directories, or both none.
        case both(Int, Tracked)
        /// Only the disk has it.
        case found(Int)
        /// Only the list has it.
        case missing(Tracked)
        case end
    }

    let listing: DirectoryListing
    /// How many bytes of each path lead to the directory, with the slash.
    private let prefix: Int
    private let range: Range<Int>
    private var next = 0
    private var rest: Range<Int>
    private var tracked: Tracked?

    /// - Parameters:
    ///   - prefix: The number of bytes of the directory's path with its slash; 0 for the root.
    ///   - range: What the list has in the directory.
    init(_ listing: DirectoryListing, prefix: Int, range: Range<Int>) {
        self.listing = listing
        self.prefix = prefix
        self.range = range
        rest = range
    }

    /// Goes on by one name.
    mutating func step(in files: [TrackedFile]) -> Step {
        if tracked == nil { tracked = takeTracked(from: files) }
        guard let tracked else {
            guard next < listing.count else { return .end }
            next += 1
            return .found(next - 1)
        }
        guard next < listing.count else {
            self.tracked = nil
            return .missing(tracked)
        }
        let order = files[tracked.range.lowerBound].path.bytes.withUnsafeBufferPointer { path in
            listing.order(
                next, to: UnsafeBufferPointer(rebasing: path[prefix..<(prefix + tracked.nameLength)]),
                isDirectory: tracked.isDirectory)
        }
        if order > 0 {
            self.tracked = nil
            return .missing(tracked)
        }
        next += 1
        if order < 0 { return .found(next - 1) }
        self.tracked = nil
        return .both(next - 1, tracked)
    }

    /// What the list has directly in the directory under a name, be it another kind of thing than the disk has.
    func position(of name: [UInt8], in files: [TrackedFile]) -> Int? {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = (low + high) / 2
            if files[middle].path.bytes[prefix...].lexicographicallyPrecedes(name) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < range.upperBound, files[low].path.bytes[prefix...].elementsEqual(name) else { return nil }
        return low
    }

    /// The next name of the list, with all that lies below it when it is a directory.
    private mutating func takeTracked(from files: [TrackedFile]) -> Tracked? {
        guard let first = rest.first else { return nil }
        let tracked = files[first].path.bytes.withUnsafeBufferPointer { path -> Tracked in
            let name = UnsafeBufferPointer(rebasing: path[prefix...])
            guard let slash = name.firstIndex(of: UInt8(ascii: "/")) else {
                return Tracked(range: first..<(first + 1), isDirectory: false, nameLength: name.count)
            }
            let shared = UnsafeBufferPointer(rebasing: name[...slash])
            return Tracked(range: first..<end(of: shared, in: files), isDirectory: true, nameLength: slash)
        }
        rest = tracked.range.upperBound..<rest.upperBound
        return tracked
    }

    /// The first place behind the files whose paths go on, behind the prefix, with these bytes.
    private func end(of shared: UnsafeBufferPointer<UInt8>, in files: [TrackedFile]) -> Int {
        let lies = { (position: Int) -> Bool in
            files[position].path.bytes.withUnsafeBufferPointer { path in
                guard path.count >= prefix + shared.count, let start = path.baseAddress, let other = shared.baseAddress
                else { return false }
                return memcmp(start + prefix, other, shared.count) == 0
            }
        }
        // Double the stride until it is too far: most directories are small beside the list.
        var low = rest.lowerBound
        var stride = 1
        while low + stride < rest.upperBound, lies(low + stride) {
            low += stride
            stride *= 2
        }
        var high = min(low + stride, rest.upperBound)
        low += 1
        while low < high {
            let middle = (low + high) / 2
            if lies(middle) { low = middle + 1 } else { high = middle }
        }
        return high
    }
}

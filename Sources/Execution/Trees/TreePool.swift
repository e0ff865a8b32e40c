import GitNames
import Glibc
import Pipelines
import Synchronization

/// The work trees of one workspace on one machine: each is used by one attempt at a time, and again by later ones.
///
/// A tree has a number and stays where it is, so that what its commands keep may hold its path. A file beside it, its
/// stamp, says that nobody uses it; it goes before a tree is used and comes when it is given back, so that a tree that
/// a dead daemon had in use has none and is thrown away. What is thrown away is renamed first and removed by a thread
/// that yields to all others.
///
/// Bookkeeping alone is behind the lock: the files of a tree are touched by whoever has it.
public final class TreePool: Sendable {
    /// How much is kept of what nobody uses.
    public struct Limits: Sendable, Hashable {
        /// How many trees. Default 64.
        public var trees: Int
        /// How many bytes they may take up, about. Default 10 GiB.
        public var bytes: Int64

        /// States limits.
        public init(trees: Int = 64, bytes: Int64 = 10 << 30) {
            self.trees = trees
            self.bytes = bytes
        }
    }

    private struct State {
        /// Trees that nobody uses.
        var idle: [Int: TreeStamp] = [:]
        /// How large they were found to be.
        var sizes: [Int: Int64] = [:]
        /// Numbers that cannot be given out: in use, or on their way out.
        var taken: Set<Int> = []
        var order = 0
        var removed = 0
    }

    private let state = Mutex(State())
    let directory: String
    private let limits: Limits
    let upkeep: TreeUpkeep
    private let freeBytes: @Sendable (String) -> Int64?

    /// - Parameters:
    ///   - directory: An absolute path; made by `open` if it is not there.
    ///   - limits: How much is kept of what nobody uses.
    public convenience init(directory: String, limits: Limits = Limits()) {
        self.init(directory: directory, limits: limits, freeBytes: { FreeSpace.bytes(at: $0) })
    }

    init(directory: String, limits: Limits, freeBytes: @escaping @Sendable (String) -> Int64?) {
        self.directory = directory
        self.limits = limits
        self.freeBytes = freeBytes
        upkeep = TreeUpkeep()
    }

    /// The directory of a tree and what goes with it.
    func place(_ number: Int) -> AttemptPlace { AttemptPlace(directory: "\(directory)/\(number)") }

    /// Where what is thrown away waits for its removal.
    var removals: String { "\(directory)/removed" }

    // MARK: Using a tree

    /// Gives a tree to an attempt: the one that fits best of those that nobody uses, or else a place for a new one.
    ///
    /// - Parameters:
    ///   - base: The commit it will hold; a tree that held it last fits better than others.
    ///   - keep: What shall survive; a tree with that fits better.
    ///   - setup: What shall have been set up; a tree with that fits best.
    func take(for base: ObjectID, keep: [String], setup: SetupKey?) -> TreeLease {
        let (number, stamp) = state.withLock { state -> (Int, TreeStamp?) in
            let best = state.idle.max { left, right in
                Self.fitness(left.value, base, keep, setup) < Self.fitness(right.value, base, keep, setup)
            }
            if let best {
                state.idle[best.key] = nil
                state.taken.insert(best.key)
                return (best.key, best.value)
            }
            var number = 1
            while state.taken.contains(number) { number += 1 }
            state.taken.insert(number)
            return (number, nil)
        }
        let place = place(number)
        guard stamp != nil else { return TreeLease(number: number, place: place, stamp: nil) }
        // From here on it is in use, also for whoever comes after a crash.
        guard unlink(place.stamp) == 0 else {
            let lease = TreeLease(number: number, place: place, stamp: nil)
            return setAside(number) ? lease : take(for: base, keep: keep, setup: setup)
        }
        return TreeLease(number: number, place: place, stamp: stamp)
    }

    /// More is better: set up, then with the same to keep, then on the same commit, then the last used.
    private static func fitness(
        _ stamp: TreeStamp, _ base: ObjectID, _ keep: [String], _ setup: SetupKey?
    ) -> (Int, Int) {
        var points = 0
        if setup != nil, stamp.setup == setup { points += 4 }
        if stamp.keep == keep { points += 2 }
        if stamp.base == base { points += 1 }
        return (points, stamp.order)
    }

    /// Takes a tree back, to be used again.
    func give(_ lease: TreeLease, _ stamp: TreeStamp) {
        var stamp = stamp
        stamp.order = state.withLock { state in
            state.order += 1
            return state.order
        }
        do throws(AttemptFailure) {
            for path in lease.place.passing { unlink(path) }
            // In one step, so that half a stamp is none.
            try lease.place.write(stamp.bytes, to: lease.place.stamp + ".new")
            guard rename(lease.place.stamp + ".new", lease.place.stamp) == 0 else {
                throw AttemptFailure(.failed, "cannot stamp the work tree")
            }
        } catch {
            return discard(lease)
        }
        state.withLock { state in
            state.taken.remove(lease.number)
            state.idle[lease.number] = stamp
            state.sizes[lease.number] = nil
        }
        measure(lease.number)
        dropBeyondLimits()
    }

    /// Throws a tree away.
    func discard(_ lease: TreeLease) {
        // One that cannot be moved keeps its number from being used until the next start.
        if setAside(lease.number) { state.withLock { _ = $0.taken.remove(lease.number) } }
    }

    /// Throws away what stands at a place that stays the attempt's own; `false` when it cannot be had empty.
    func clear(_ lease: TreeLease) -> Bool { setAside(lease.number) }

    /// Moves the directory of a number out of the way, to be removed later.
    private func setAside(_ number: Int) -> Bool { moveAway(place(number).directory) }

    /// Moves whatever stands at a path out of the way, to be removed later; `false` when it stays.
    private func moveAway(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        for _ in 0..<1000 {
            let count = state.withLock { state in
                state.removed += 1
                return state.removed
            }
            let target = "\(removals)/\(name).\(count)"
            if rename(path, target) == 0 {
                upkeep.remove(target)
                return true
            }
            switch errno {
            case ENOENT:
                var status = stat()
                guard lstat(path, &status) == 0 else { return true }
                // It is there: what is not is the place for it.
                AttemptPlace(directory: removals).makeQuietly()
            // An earlier daemon has left one of that name.
            case EEXIST, ENOTEMPTY, ENOTDIR, EISDIR: continue
            default: return false
            }
        }
        return false
    }

    // MARK: Bounds

    /// Removes trees that nobody uses, the least recently used first, until what is left is within the limits.
    private func dropBeyondLimits() {
        while let number = state.withLock({ state -> Int? in
            let size = state.idle.keys.reduce(Int64(0)) { $0 + (state.sizes[$1] ?? 0) }
            guard state.idle.count > limits.trees || size > limits.bytes else { return nil }
            return Self.takeOldest(from: &state)
        }) { dropTaken(number) }
    }

    private static func takeOldest(from state: inout State) -> Int? {
        guard let oldest = state.idle.min(by: { $0.value.order < $1.value.order })?.key else { return nil }
        state.idle[oldest] = nil
        state.sizes[oldest] = nil
        state.taken.insert(oldest)
        return oldest
    }

    private func dropTaken(_ number: Int) {
        if setAside(number) { state.withLock { _ = $0.taken.remove(number) } }
    }

    /// Finds out how large a tree is that nobody uses, in the background.
    private func measure(_ number: Int) {
        upkeep.measure(place(number).directory) { [weak self] size in
            guard let self else { return }
            state.withLock { state in
                if state.idle[number] != nil { state.sizes[number] = size }
            }
            dropBeyondLimits()
        }
    }

    /// Makes sure that so many bytes of the disk are free for the use of a tree, by removing trees that nobody uses and
    /// in the end what stands in that one's own place; `false` when even then they are not.
    ///
    /// Waits for removals.
    func hasRoom(_ floor: Int64, for lease: inout TreeLease) async -> Bool {
        if isFree(floor) { return true }
        await upkeep.finish()
        while !isFree(floor) {
            if let oldest = state.withLock({ Self.takeOldest(from: &$0) }) {
                dropTaken(oldest)
            } else if lease.stamp != nil, clear(lease) {
                lease.stamp = nil
            } else {
                return false
            }
            await upkeep.finish()
        }
        return true
    }

    /// What cannot be found out is no reason to wait.
    private func isFree(_ floor: Int64) -> Bool { freeBytes(directory).map { $0 >= floor } ?? true }

    // MARK: Start and end

    /// Takes up what an earlier daemon left: trees that it had stamped are used again, all else is thrown away.
    ///
    /// To be called once, before any tree is taken, and when no process of an earlier attempt is alive any more.
    public func open() {
        AttemptPlace(directory: removals).makeQuietly()
        for name in Self.names(in: removals) { upkeep.remove("\(removals)/\(name)") }
        for name in Self.names(in: directory) where name != "removed" {
            let number = Int(name).flatMap { $0 > 0 && String($0) == name ? $0 : nil }
            if let number, let stamp = stamp(number) {
                state.withLock { state in
                    state.idle[number] = stamp
                    state.order = max(state.order, stamp.order)
                }
                measure(number)
            } else {
                // What cannot be moved is in the way of a new one: the number is not given out.
                if !moveAway("\(directory)/\(name)"), let number { state.withLock { _ = $0.taken.insert(number) } }
            }
        }
        dropBeyondLimits()
    }

    private func stamp(_ number: Int) -> TreeStamp? {
        let place = place(number)
        guard access(place.index, R_OK) == 0, let bytes = try? place.read(place.stamp, limit: 1 << 20) else {
            return nil
        }
        return TreeStamp(bytes)
    }

    private static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Ends what is done in the background; what was not removed yet, the next daemon removes.
    public func close() async {
        await upkeep.stop()
        // Not so when something is left in it.
        rmdir(removals)
    }
}

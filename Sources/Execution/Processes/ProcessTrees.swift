import CGuard
import Glibc

/// What dead daemons have left of the commands they ran.
public enum ProcessTrees {
    /// Ends every process tree that a daemon with this tag left, and waits until all of them are gone.
    ///
    /// To be called by the daemon that holds the workspace's lock, before it starts anything. Groups and processes of
    /// the tag are killed; then the guards of the dead daemon are waited for, by the lock that they hold.
    ///
    /// - Parameters:
    ///   - tag: the one its `Nursery` had.
    ///   - stateDirectory: the one its `Nursery` had.
    ///   - patience: how long to wait for guards, in all.
    /// - Returns: how many groups and processes were ended, and whether all that was left is gone.
    @discardableResult
    public static func endLeftovers(
        tag: String, stateDirectory: String? = nil, patience: Duration = .seconds(20)
    ) async -> (ended: Int, isComplete: Bool) {
        let tag = normalized(tag)
        var ended = Int(tag.withCString { guard_end_leftovers($0) })
        guard let stateDirectory else { return (ended, true) }
        let raw = open(lockPath(stateDirectory), O_RDWR | O_CLOEXEC)
        // No nursery was ever started with this directory.
        guard raw >= 0 else { return (ended, true) }
        let lock = Descriptor(raw)
        let until = ContinuousClock.now + patience
        while flock(lock.raw, LOCK_EX | LOCK_NB) != 0 {
            guard ContinuousClock.now < until, (try? await Task.sleep(for: .milliseconds(5))) != nil else {
                return (ended, false)
            }
            ended += Int(tag.withCString { guard_end_leftovers($0) })
        }
        return (ended, true)
    }

    static func lockPath(_ stateDirectory: String) -> String { "\(stateDirectory)/trees.lock" }

    /// Only what can stand in the name of a group, and does not end it.
    static func normalized(_ tag: String) -> String {
        let kept = tag.unicodeScalars.filter {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
        }
        return kept.isEmpty ? "none" : String(String.UnicodeScalarView(kept.prefix(40)))
    }
}

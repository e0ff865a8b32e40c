public import CoreMetrics
public import Exposition
import Execution
import Git
import Glibc

/// How much of the disk a workspace's work trees and logs take up.
///
/// A tree is walked once, and again when it was used since: what nobody uses does not change. One that is in use counts
/// as large as it was found before.
public struct DiskMeter {
    /// The metrics that come of it.
    public static let families: [MetricFamily] = [
        MetricFamily("taskdaemon_work_trees", .gauge, "Work trees on this machine, by whether an attempt uses them."),
        MetricFamily(
            "taskdaemon_disk_bytes", .gauge, "About how much of the disk is taken up, by work trees and by live logs."),
        MetricFamily(
            "taskdaemon_disk_free_bytes", .gauge, "How much of the disk is free where the work trees are."),
    ]

    private let state: StateDirectory
    private var sizes: [String: (stamp: Stamp, bytes: Int64)] = [:]

    /// When a tree was given back last; `nil` while it is in use.
    private struct Stamp: Hashable {
        var seconds: Int
        var nanoseconds: Int
    }

    /// Measures what one machine keeps of one workspace.
    public init(_ state: StateDirectory) { self.state = state }

    /// Looks, and sets the metrics.
    public mutating func record(into factory: any MetricsFactory) {
        var idle = 0
        var used = 0
        var bytes: Int64 = 0
        let trees = state.names(in: state.trees).filter { Int($0) != nil }.map { state.trees + "/" + $0 }
        sizes = sizes.filter { trees.contains($0.key) }
        for tree in trees {
            if let stamp = Self.stamp(of: tree) {
                idle += 1
                if sizes[tree]?.stamp != stamp { sizes[tree] = (stamp, PrivateWorkTree.diskUse(of: tree)) }
            } else {
                used += 1
            }
            bytes += sizes[tree]?.bytes ?? 0
        }
        func set(_ name: String, _ value: Double, _ labels: [(String, String)] = []) {
            Meter(label: name, dimensions: labels, factory: factory).set(value)
        }
        set("taskdaemon_work_trees", Double(idle), [("state", "idle")])
        set("taskdaemon_work_trees", Double(used), [("state", "in_use")])
        set("taskdaemon_disk_bytes", Double(bytes), [("kind", "work_trees")])
        set("taskdaemon_disk_bytes", Double(PrivateWorkTree.diskUse(of: state.logs)), [("kind", "logs")])
        if let free = FreeSpace.bytes(at: state.path) { set("taskdaemon_disk_free_bytes", Double(free)) }
    }

    private static func stamp(of tree: String) -> Stamp? {
        var status = stat()
        guard stat(tree + "/stamp.json", &status) == 0 else { return nil }
        return Stamp(seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    }
}

import Foundation
import Git
import Pipelines

extension StateDirectory {
    /// Work trees that a killed daemon had in use or was about to remove, with their size; those that are stamped will be
    /// used again.
    func leftTrees() -> [(path: String, bytes: Int64)] {
        let waiting = names(in: trees + "/removed").map { trees + "/removed/" + $0 }
        let left = names(in: trees).filter { $0 != "removed" }.map { trees + "/" + $0 }.filter {
            !FileManager.default.fileExists(atPath: $0 + "/stamp.json")
        }
        return (waiting + left).map { ($0, PrivateWorkTree.diskUse(of: $0)) }
    }

    /// Directories of live logs of runs for which something does not hold, with their size.
    func logs(besides isKept: (RunID) -> Bool) -> [(path: String, bytes: Int64)] {
        names(in: logs).filter { !isKept(RunID($0)) }.map { logs + "/" + $0 }.map {
            ($0, PrivateWorkTree.diskUse(of: $0))
        }
    }

    /// Removes a directory of live logs: the files that are there now, and itself if nothing was added meanwhile.
    func removeLogs(at path: String) {
        for name in names(in: path) { unlink(path + "/" + name) }
        rmdir(path)
    }

    func names(in directory: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
    }
}

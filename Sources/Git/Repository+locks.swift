import Glibc

extension Repository {
    /// Lock files in the repository that a killed process of ours has left; whoever wants one next removes it.
    public func leftLocks() throws(GitError) -> [String] { try locks().filter { LockFile.isLeft($0) } }

    /// Removes lock files that a killed process of ours has left; how many there were.
    @discardableResult
    public func removeLeftLocks() throws(GitError) -> Int { try locks().count { LockFile.removeLeft($0) } }

    /// Every lock file of refs.
    private func locks() throws(GitError) -> [String] {
        let operation = "list lock files"
        var locks: [String] = []
        var pending = [commonDirectory + "/refs"]
        for name in try FileSystem.names(in: commonDirectory, operation) ?? [] where name.ends(with: ".lock".utf8) {
            locks.append(commonDirectory + "/" + String(decoding: name, as: UTF8.self))
        }
        while let directory = pending.popLast() {
            for name in try FileSystem.names(in: directory, operation) ?? [] {
                let path = directory + "/" + String(decoding: name, as: UTF8.self)
                var status = stat()
                guard lstat(path, &status) == 0 else { continue }
                if status.st_mode & S_IFMT == S_IFDIR {
                    pending.append(path)
                } else if path.hasSuffix(".lock") {
                    locks.append(path)
                }
            }
        }
        return locks.sorted()
    }
}

extension [UInt8] {
    fileprivate func ends(with suffix: String.UTF8View) -> Bool { self.suffix(suffix.count).elementsEqual(suffix) }
}

import Glibc

extension PrivateWorkTree {
    /// Reads the trusted index.
    ///
    /// - Throws: `.notFound` or `.corrupt`, upon either of which only a new work tree helps.
    func loadIndex() throws(GitError) -> TrustedIndex {
        let (parent, name) = try indexPlace()
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try parent.read(name, limit: Int.max).bytes
        } catch {
            throw .workTree("read trusted index", error, at: index)
        }
        guard let index = TrustedIndex(encoded: bytes) else {
            throw GitError(
                .corrupt, operation: "read trusted index", message: "\(self.index) is damaged or of another version",
                hint: "make the work tree anew")
        }
        return index
    }

    /// Writes the trusted index, encoded, in one step.
    func save(_ encoded: [UInt8]) throws(GitError) {
        let (parent, name) = try indexPlace()
        do throws(FileError) {
            try parent.replace(name, with: encoded)
        } catch {
            throw .workTree("write trusted index", error, at: self.index)
        }
    }

    private func indexPlace() throws(GitError) -> (OpenDirectory, name: [UInt8]) {
        let path = Array(index.utf8)
        guard let slash = path.lastIndex(of: UInt8(ascii: "/")), slash + 1 < path.count else {
            throw GitError(.invalid, operation: "open trusted index", message: "\(index) is no absolute path of a file")
        }
        let parent = slash == 0 ? "/" : String(decoding: path[..<slash], as: UTF8.self)
        do throws(FileError) {
            return (try OpenDirectory.open(trusted: parent), Array(path[(slash + 1)...]))
        } catch {
            throw .workTree("open trusted index", error, at: parent)
        }
    }
}

import GitNames
import Glibc

extension PrivateGitDirectory {
    /// Puts the work branch at a commit, and takes out of its way whatever git would stumble over.
    func installRefs(_ branch: RefName, at commit: ObjectID) throws(FileError) {
        let refs = try Self.real(Array("refs".utf8), in: directory)
        try refs.removeTree(Array("replace".utf8))
        try refs.removeTree(Array("bisect".utf8))
        _ = try Self.real(Array("heads".utf8), in: refs)
        _ = try Self.real(Array("tags".utf8), in: refs)
        try clearPackedRefs(for: branch)
        try clearLogs(for: branch)
        var parent = directory
        let parts = branch.text.split(separator: "/").map { Array($0.utf8) }
        for part in parts.dropLast() {
            try parent.removeTree(part + Array(".lock".utf8))
            parent = try Self.real(part, in: parent)
        }
        guard let name = parts.last else { return }
        try parent.removeTree(name + Array(".lock".utf8))
        if try parent.status(name)?.kind == .directory { try parent.removeTree(name) }
        try parent.replace(name, with: Array("\(commit.hex)\n".utf8))
    }

    /// Drops packed refs that the branch cannot stand beside, and all of them when the file is damaged, since git then
    /// does nothing any more.
    private func clearPackedRefs(for branch: RefName) throws(FileError) {
        let name = Array("packed-refs".utf8)
        guard try directory.status(name) != nil else { return }
        let bytes = try? directory.read(name, limit: PrivateRefs.packedLimit).bytes
        guard let bytes, let packed = PrivateRefs.packed(bytes) else { return try directory.removeTree(name) }
        let isInTheWay = { (other: RefName) in
            branch.text.hasPrefix(other.text + "/") || other.text.hasPrefix(branch.text + "/")
        }
        guard packed.keys.contains(where: isInTheWay) else { return }
        let left = packed.filter { !isInTheWay($0.key) }.sorted { $0.key < $1.key }
        try directory.replace(name, with: Array(left.map { "\($0.value.hex) \($0.key.text)\n" }.joined().utf8))
    }

    /// Removes logs that stand where those of HEAD and the branch must be and are something else.
    private func clearLogs(for branch: RefName) throws(FileError) {
        var parent = directory
        let parts = ("logs/" + branch.text).split(separator: "/").map { Array($0.utf8) }
        for (depth, part) in parts.dropLast().enumerated() {
            guard try parent.status(part) != nil else { return }
            parent = try Self.real(part, in: parent)
            if depth == 0 { try Self.removeUnlessFile(Array("HEAD".utf8), in: parent) }
        }
        guard let name = parts.last else { return }
        try Self.removeUnlessFile(name, in: parent)
    }

    private static func removeUnlessFile(_ name: [UInt8], in parent: OpenDirectory) throws(FileError) {
        guard let status = try parent.status(name), status.kind != .file else { return }
        try parent.removeTree(name)
    }
}

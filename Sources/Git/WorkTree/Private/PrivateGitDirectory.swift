import GitNames
import Glibc

/// The `.git` of a private work tree, put into a known state by file writes of our own.
///
/// libgit2 is not asked to: it would read the config that stands there, wait for locks that nobody holds any more, and
/// follow links. What a command may have made of the directory does not matter: all that is kept of it are the objects,
/// the other refs and their logs, in case the agent wants them back.
struct PrivateGitDirectory {
    /// What it shall say.
    struct State {
        var branch: RefName
        var commit: ObjectID
        var identity: Signature
        /// The workspace's directory of objects.
        var objects: String
        /// The workspace's list of commits whose parents it does not have, when it is shallow.
        var shallow: [UInt8]?
        var files: [TrackedFile]
    }

    let directory: OpenDirectory

    /// Opens the `.git` of a work tree, made anew where there is none or something else.
    init(in root: OpenDirectory) throws(FileError) { directory = try Self.real(EntryName.git, in: root) }

    /// Writes everything.
    func install(_ state: State) throws(FileError) {
        try discardAllButHistory()
        try installObjects(borrowing: state.objects)
        try installRefs(state.branch, at: state.commit)
        let info = try Self.real(Name.info, in: directory)
        // Raw for the agent's git as well: above any .gitattributes, so that what it commits is what we would take.
        try info.replace(Name.attributes, with: Array("* -text -ident -filter !working-tree-encoding\n".utf8))
        try directory.replace(Name.config, with: PrivateConfig.bytes(identity: state.identity))
        if let shallow = state.shallow { try directory.replace(Name.shallow, with: shallow) }
        try directory.replace(Name.index, with: GitIndexFile.bytes(for: state.files))
        // Last, since without it this is no repository.
        try directory.replace(Name.head, with: Array("ref: \(state.branch.text)\n".utf8))
    }

    private func discardAllButHistory() throws(FileError) {
        for name in try directory.names() {
            let kind = try directory.status(name)?.kind
            switch String(decoding: name, as: UTF8.self) {
            case "objects" where kind == .directory, "refs" where kind == .directory:
                try directory.widenTree(name, files: S_IRUSR)
            case "logs" where kind == .directory:
                // What is appended to, where all else is replaced.
                try directory.widenTree(name, files: S_IRUSR | S_IWUSR)
            case "packed-refs" where kind == .file:
                continue
            default:
                try directory.removeTree(name)
            }
        }
    }

    private func installObjects(borrowing path: String) throws(FileError) {
        let objects = try Self.real(Name.objects, in: directory)
        for name in try objects.names() where try objects.status(name)?.kind != .directory {
            try objects.removeFile(name)
        }
        _ = try Self.real(Name.pack, in: objects)
        try objects.removeTree(Name.info)
        let info = try Self.real(Name.info, in: objects)
        try info.create(Name.alternates, Alternates.line(for: path))
    }

    /// Opens a directory that can be written to, whatever stood there before.
    static func real(_ name: [UInt8], in parent: OpenDirectory) throws(FileError) -> OpenDirectory {
        if let status = try parent.status(name), status.kind != .directory { try parent.removeTree(name) }
        if try parent.status(name) == nil { try parent.makeDirectory(name) }
        return try parent.accessibleDirectory(name)
    }
}

/// The names in it that are spoken of.
private enum Name {
    static let info = Array("info".utf8)
    static let attributes = Array("attributes".utf8)
    static let config = Array("config".utf8)
    static let shallow = Array("shallow".utf8)
    static let index = Array("index".utf8)
    static let head = Array("HEAD".utf8)
    static let objects = Array("objects".utf8)
    static let pack = Array("pack".utf8)
    static let alternates = Array("alternates".utf8)
}

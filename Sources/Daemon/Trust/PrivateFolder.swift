import Glibc

/// Files that nobody else may look at, for as long as they are needed.
struct PrivateFolder {
    /// What is in it.
    enum File: String, CaseIterable {
        case signature
        case signed
        case output
        case key
        /// What `ssh-keygen` calls the signature of `signed`.
        case made = "signed.sig"
    }

    let path: String
    private let directory: StateDirectory

    init(in state: StateDirectory) throws(StateError) {
        try state.make()
        var template = Array((state.path + "/signature-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw StateError("make a folder in \(state.path)") }
        path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        directory = StateDirectory(path: path)
    }

    /// The path of a file, which may not be there.
    func file(_ file: File) -> String { path + "/" + file.rawValue }

    /// Writes a file; its path.
    @discardableResult
    func write(_ bytes: [UInt8], to file: File) throws(StateError) -> String {
        let path = self.file(file)
        try directory.write(bytes, to: path)
        return path
    }

    /// What is in a file; `nil` where it is not there.
    func read(_ file: File) throws(StateError) -> [UInt8]? { try directory.read(self.file(file)) }

    /// The lines of a file; none where it is not there.
    func lines(of file: File) throws(StateError) -> [String] {
        String(decoding: try read(file) ?? [], as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Removes it with what is directly in it.
    func remove() {
        for file in File.allCases { unlink(self.file(file)) }
        rmdir(path)
    }
}

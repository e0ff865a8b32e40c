public import Git
import GitNames

/// What changed between two commits: what `diff --json` gives.
public struct DiffReport: Codable, Hashable, Sendable {
    /// One for each range.
    public var changes: [Part]

    /// One range.
    public struct Part: Codable, Hashable, Sendable {
        /// What it is.
        public var title: String
        /// The commit before.
        public var from: String
        /// The commit after.
        public var to: String
        /// By path.
        public var files: [File]
        /// Unified diffs; cut off where there is too much.
        public var patch: String
        /// Whether the text was cut off.
        public var isTruncated: Bool

        private enum CodingKeys: String, CodingKey {
            case title, from, to, files, patch
            case isTruncated = "truncated"
        }
    }

    /// One file that differs.
    public struct File: Codable, Hashable, Sendable {
        /// Where it is; bytes that are not UTF-8 are escaped.
        public var path: String
        /// Where it was, when that is another path.
        @OrNull public var oldPath: String?
        /// `added`, `removed`, `modified`, `typeChanged`, `renamed`.
        public var change: String
        /// Lines that are new.
        public var insertions: Int
        /// Lines that are gone.
        public var deletions: Int
        /// Whether it is no text.
        public var isBinary: Bool

        private enum CodingKeys: String, CodingKey {
            case path, change, insertions, deletions
            case oldPath = "old_path"
            case isBinary = "binary"
        }
    }

    /// The longest patch that is made, in bytes.
    public static let limit = 32 << 20

    /// Compares the trees of the commits; the raw patches come beside it, for `git apply`.
    public static func make(
        _ ranges: [DiffRange], in repository: Repository, contextLines: Int = 3
    ) throws(ReportError) -> (report: DiffReport, patches: [[UInt8]]) {
        var report = DiffReport(changes: [])
        var patches: [[UInt8]] = []
        for range in ranges {
            do {
                let from = try repository.commit(range.from).tree
                let to = try repository.commit(range.to).tree
                let patch = try repository.patch(from: from, to: to, contextLines: contextLines, limit: limit)
                patches.append(patch.text)
                report.changes.append(
                    Part(
                        title: range.title, from: range.from.hex, to: range.to.hex, files: patch.files.map { File($0) },
                        patch: String(decoding: patch.text, as: UTF8.self), isTruncated: patch.isTruncated))
            } catch {
                throw ReportError(error)
            }
        }
        return (report, patches)
    }
}

extension DiffReport.File {
    init(_ file: Patch.File) {
        self.init(
            path: file.change.path.exactText, oldPath: file.change.oldPath?.exactText,
            change: file.change.kind.rawValue,
            insertions: file.insertions, deletions: file.deletions, isBinary: file.isBinary)
    }
}

extension ReportError {
    /// Takes a failure of the repository's.
    public init(_ error: GitError) {
        let code: Code =
            switch error.code {
            case .notARepository, .unsupportedRepository, .unsafeOwnership: .notAWorkspace
            case .corrupt: .damaged
            default: .failed
            }
        self.init(code, error.message, hint: error.hint)
    }
}

public import Git
import GitNames

extension DoctorReport.Check {
    /// What of HEAD's tree stages will not see as the user does: work trees are laid out raw, as git stores the files.
    ///
    /// Nothing is said of a tree of more than 200,000 files, nor where there is no commit.
    public static func conversions(_ repository: Repository) -> [DoctorReport.Check] {
        guard let head = try? repository.head().commit, let tree = try? repository.commit(head).tree,
            let files = try? repository.files(in: tree, limit: 200_000)
        else { return [] }
        var checks: [DoctorReport.Check] = []
        let submodules = files.filter { $0.entry.mode == .submodule }.map(\.path.display)
        if let first = submodules.first {
            let others = submodules.count > 1 ? " and \(submodules.count - 1) more" : ""
            checks.append(
                .init(
                    "submodules", .doubtful,
                    "\(first)\(others): an empty directory for stages, which leave it as it is",
                    hint: "what a stage needs of it, the `setup` of its loop has to fetch"))
        }
        var attributes: Set<String> = []
        for (path, entry) in files where entry.mode == .file && path.components.last == ".gitattributes" {
            guard let bytes = try? repository.blob(entry.id, limit: 1 << 20) else { continue }
            attributes.formUnion(converting(String(decoding: bytes, as: UTF8.self)))
        }
        guard !attributes.isEmpty else { return checks }
        let lfs = "stages see pointers where git-lfs has files, and what they write there is committed as it is"
        checks.append(
            .init(
                "attributes", .doubtful,
                "\(attributes.sorted().joined(separator: ", ")): stages see and leave files as git stores them",
                hint: attributes.contains("filter=lfs") ? lfs : "the `setup` of a loop can convert what it needs"))
        return checks
    }

    /// The attributes in a .gitattributes file with which a checkout differs from what is stored
    /// (gitattributes(5); end-of-line conversion to LF does not).
    private static func converting(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.flatMap { line in
            line.split(whereSeparator: \.isWhitespace).dropFirst().map(String.init).filter { attribute in
                attribute == "ident" || attribute == "eol=crlf" || attribute.hasPrefix("filter=")
                    || attribute.hasPrefix("working-tree-encoding=")
            }
        }
    }
}

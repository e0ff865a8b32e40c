/// The config of a private work tree.
enum PrivateConfig {
    /// Identity, raw files, no upkeep in the background, and hooks from nowhere but the repository itself.
    static func bytes(identity: Signature) -> [UInt8] {
        let text = """
            [core]
            \trepositoryformatversion = 0
            \tfilemode = true
            \tbare = false
            \tlogallrefupdates = true
            \tautocrlf = false
            \thooksPath = .git/hooks
            [user]
            \tname = \(quoted(identity.name))
            \temail = \(quoted(identity.email))
            [commit]
            \tgpgsign = false
            [tag]
            \tgpgsign = false
            [gc]
            \tauto = 0
            [maintenance]
            \tauto = false

            """
        return Array(text.utf8)
    }

    /// A value in quotes (git-config(1), "Syntax"); a NUL, which none can have, is left out.
    private static func quoted(_ value: String) -> String {
        var quoted = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\0": continue
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

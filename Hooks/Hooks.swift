/// The git hooks that the program carries inside itself: small `sh` scripts, for which git waits.
///
/// A script that tells of an event starts the program in the background and is done; one that checks waits for it.
/// Each runs what was installed before it, from beside itself, with its arguments, input and exit status. Without the
/// program it only does that.
public enum HookScripts {
    /// The hooks that tell the daemon what git did, by git's names for them.
    ///
    /// `reference-transaction` is not among them: git runs it three times and more for each commit, and waits.
    /// `post-update` says less than `post-receive`, which runs for the same pushes.
    public static let events = [
        "post-applypatch", "post-checkout", "post-commit", "post-merge", "post-receive", "post-rewrite", "pre-push",
    ]

    /// The hooks that can refuse invalid definitions and documents; installed only when asked for.
    public static let checks = ["pre-commit", "pre-receive"]

    /// Behind the name of a hook that was there before ours.
    public static let suffix = ".before-taskdaemon"

    /// A line of ours in a script that made the directory it is in, so that it goes with the last one.
    public static let madeDirectory = "# This directory was made for it."

    /// The script of a hook of ours.
    ///
    /// - Parameters:
    ///   - name: one of `events` or `checks`.
    ///   - program: the absolute path of the program that it calls.
    ///   - makesDirectory: whether there was no directory for it.
    public static func script(_ name: String, program: String, makesDirectory: Bool = false) -> [UInt8] {
        let file =
            switch name {
            case "post-receive", "post-rewrite", "pre-push": PackageResources.event_with_input_sh
            case "pre-commit": PackageResources.check_sh
            case "pre-receive": PackageResources.check_with_input_sh
            default: PackageResources.event_sh
            }
        var text = String(decoding: file, as: UTF8.self)
            .replacing("@PROGRAM@", with: quoted(program)).replacing("@HOOK@", with: name)
        if makesDirectory {
            text = text.replacing("\ntaskdaemon=", with: "\n\(madeDirectory)\ntaskdaemon=", maxReplacements: 1)
        }
        return Array(text.utf8)
    }

    /// Whether a file is a hook of ours, of whatever version.
    public static func isOurs(_ bytes: some Sequence<UInt8>) -> Bool {
        String(decoding: Array(bytes.prefix(200)), as: UTF8.self).hasPrefix("#!/bin/sh\n# taskdaemon hook ")
    }

    /// A text as one word of a shell.
    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "'\\''") + "'"
    }
}

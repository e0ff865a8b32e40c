import ArgumentParser
import Hooks
import Reporting

/// Which hooks are installed.
struct HooksStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show which hooks are installed, and where.",
        discussion: """
            Examples:
              taskdaemon hooks status
              taskdaemon hooks status --json
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let report = HooksReport(try HookDirectory(try workspace.open().repository))
        output.write(report, page: report.page())
    }
}

/// How each hook stands: what `hooks status --json` gives.
struct HooksReport: Encodable {
    /// Where git looks for hooks.
    var directory: String
    /// Those that tell of events, then those that check.
    var hooks: [Hook]

    /// How one hook stands.
    struct Hook: Encodable {
        /// git's name for it.
        var name: String
        /// One of `installed outdated absent other`.
        var state: HookInstaller.State
        /// Whether ours runs one that was there before.
        var before: Bool
        /// Whether it refuses what is invalid, rather than telling of an event.
        var checks: Bool
    }

    /// Looks into the directory.
    init(_ directory: HookDirectory) {
        let installer = HookInstaller(directory: directory, program: OwnProgram.path)
        self.directory = directory.path
        hooks = (HookScripts.events + HookScripts.checks).map { name in
            Hook(
                name: name, state: installer.state(of: name), before: installer.hasBefore(name),
                checks: HookScripts.checks.contains(name))
        }
    }

    /// Whether every hook that tells of events is there as this program writes it.
    var isWhole: Bool { hooks.allSatisfy { $0.checks || $0.state == .installed } }

    /// One line for each hook.
    func page() -> Page {
        var page = Page()
        page.add(StyledText(directory, .faint))
        page.add(
            rows: hooks.map { hook in
                let meaning: StyledText.Meaning =
                    switch hook.state {
                    case .installed: .good
                    case .outdated: .waiting
                    case .absent, .other: .faint
                    }
                var remark = hook.checks ? "checks" : ""
                if hook.before { remark = remark.isEmpty ? "runs another" : remark + ", runs another" }
                return [StyledText(hook.name), StyledText(hook.state.rawValue, meaning), StyledText(remark, .faint)]
            }, level: 1)
        if !isWhole { page.add(next: ["taskdaemon hooks install"]) }
        return page
    }
}

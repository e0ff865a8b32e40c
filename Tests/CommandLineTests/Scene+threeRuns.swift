extension Scene {
    /// Everything that can be read of three runs.
    static let reading = Scene(
        title: "three runs", start: ThreeRuns.make,
        steps: readingCommands.map { .shown($0.name, $0.arguments) })

    /// What can be asked of three runs while no daemon is there to take it.
    static let asking = Scene(
        title: "requests", start: ThreeRuns.make, steps: askingCommands.map { .shown($0.name, $0.arguments) })

    private static let readingCommands: [(name: String, arguments: [String])] = [
        ("status", ["status"]), ("status-run", ["status", "greeter"]), ("status-json", ["status", "quick", "--json"]),
        ("status-unknown", ["status", "greter"]), ("status-part", ["status", "greeter/planning"]),
        ("show", ["show", "greeter"]), ("show-approval", ["show", "greeter/release"]),
        ("show-stage", ["show", "quick/impl"]), ("show-failed", ["show", "@/implementation/core"]),
        ("log", ["log", "greeter"]), ("log-failed", ["log", "@"]),
        ("logs", ["logs", "@/implementation/core"]), ("logs-run", ["logs", "@"]),
        ("diff", ["diff", "quick/implementation/quick"]), ("diff-stat", ["diff", "quick", "--stat"]),
        ("diff-names", ["diff", "quick", "--name-only"]),
        ("diff-iteration", ["diff", "quick/impl/quick", "--iteration", "1"]),
        ("diff-two-runs", ["diff", "greeter", "quick", "--stat"]),
        ("diff-no-iteration", ["diff", "quick/impl/quick", "--iteration", "7"]),
        ("why", ["why", "greeter/release"]), ("why-failed", ["why", "broken"]),
        ("why-not", ["why-not", "HEAD"]), ("why-not-old", ["why-not", "HEAD~3"]),
        ("graph", ["graph", "careful"]), ("graph-run", ["graph", "greeter"]),
        ("graph-mermaid", ["graph", "broken", "--format", "mermaid"]),
        ("graph-svg", ["graph", "careful", "--format", "svg"]),
        ("simulate", ["simulate", "careful", "--input", "plans/greeter.md"]),
        (
            "simulate-failing",
            ["simulate", "--input", "plans/greeter.md", "--fail", "implementation/core", "--fail", "implementation/x"]
        ),
        ("simulate-since", ["simulate", "--since", "HEAD~4"]),
        ("simulate-no-limit", ["simulate", "careful", "--timeout", "planning"]),
        ("simulate-unknown", ["simulate", "careful", "--fail", "plannig"]),
        ("graph-dot", ["graph", "careful", "--format", "dot"]), ("graph-unknown", ["graph", "taskdeamon"]),
        ("accept-check", ["accept", "quick", "--check"]), ("accept-unfinished", ["accept", "greeter"]),
        ("rollback-dry", ["rollback", "greeter", "--to", "spec", "--dry-run"]),
        ("pause-ended", ["pause", "quick"]), ("cancel-ended", ["cancel", "broken"]),
        ("retry-stage", ["retry", "broken/implementation"]), ("resume-unpaused", ["resume", "greeter"]),
        ("validate", ["validate"]), ("validate-print", ["validate", "--print", "careful"]),
        ("validate-print-unknown", ["validate", "--print", "carefull"]), ("config", ["config"]),
        ("unknown-subcommand", ["stauts"]),
        ("approve-dry", ["approve", "greeter", "--dry-run"]), ("approve-none", ["approve", "quick"]),
        ("unknown-option", ["diff", "quick", "--sta"]), ("schema-unknown", ["schema", "pipline"]),
        ("help", ["--help"]), ("run-unknown", ["run", "taskdeamon"]),
        ("trace", ["trace", "greeter/specification"]), ("trace-part", ["trace", "@/implementation/core"]),
        ("expr-eval", ["expr", "eval", "[1, 2, 3].filter(x, x > 1)"]),
        (
            "expr-eval-json",
            ["expr", "eval", "--json", "{'at': timestamp('2024-05-06T07:08:09Z'), 'n': double('NaN')}"]
        ),
        ("expr-eval-error", ["expr", "eval", "1 + {'a': 1}.b"]),
        ("expr-eval-syntax", ["expr", "eval", "--json", "1 +"]),
        ("expr-check", ["expr", "check", "--expect", "bool", "size('a') > 'x' || 'a'.matches('(') || sise([])"]),
        (
            "expr-check-stage",
            [
                "expr", "check", "--pipeline", "careful", "--stage", "specification",
                "planing.outputs.plan == release.status",
            ]
        ),
        (
            "expr-check-output",
            [
                "expr", "check", "--pipeline", "careful", "--stage", "planning", "--for", "output_mapping",
                "plan.specs + plann",
            ]
        ),
        ("expr-check-retry", ["expr", "check", "--for", "retry_on", "error.clas == 'timeout'"]),
        ("expr-check-nowhere", ["expr", "check", "--for", "when", "true"]),
        ("templates", ["templates"]), ("hooks-status", ["hooks", "status"]), ("init-again", ["init", "--yes"]),
        ("logs-followed", ["logs", "greeter/planning", "-f"]), ("doctor", ["doctor"]), ("gc-dry", ["gc", "--dry-run"]),
        ("completions", ["completions", "bash"]), ("completions-unknown", ["completions", "tcsh"]),
        ("man", ["man", "why-not"]), ("schema", ["schema", "print", "loop"]), ("schema-page", ["schema", "page"]),
        ("schema-check-none", ["schema", "check", "none.json", "none.json"]), ("expr-help", ["expr"]),
        ("metrics", ["metrics"]), ("show-trace", ["show", "quick", "--trace"]),
        ("show-trace-part", ["show", "quick/implementation", "--trace"]), ("stats", ["stats"]),
        ("stats-one", ["stats", "careful", "--since", "start"]),
        ("stats-since", ["stats", "--since", "2026-01-02T05:30:00Z"]),
        ("stats-no-time", ["stats", "--since", "monday"]),
        ("stats-unknown", ["stats", "carful"]),
        ("expr-check-good", ["expr", "check", "--expect", "bool", "size('a') > 0"]),
        ("status-at", ["status", "--at", "3h"]), ("status-at-run", ["status", "quick", "--at", "2026-01-02 04:30"]),
        ("status-at-before", ["status", "--at", "2026-01-01"]), ("status-at-bad", ["status", "--at", "yesterday"]),
        ("status-at-future", ["status", "--at", "2027-01-01"]), ("status-at-none", ["status", "--at", "0123abcd"]),
        ("status-at-unborn", ["status", "broken", "--at", "3h"]), ("why-at", ["why", "greeter", "--at", "3h ago"]),
        ("show-at", ["show", "greeter/release", "--at", "2026-01-02T03:30:00+01:00"]),
    ]

    private static let askingCommands: [(name: String, arguments: [String])] = [
        ("pause", ["pause", "greeter"]), ("approve", ["approve", "greeter/release"]),
        ("reject", ["reject", "greeter/release", "-m", "not today"]), ("retry", ["retry", "broken"]),
        ("rollback", ["rollback", "greeter", "--to", "spec"]), ("cancel", ["cancel", "greeter"]),
        ("emit", ["emit", "deploy.done", "--data", "{\"to\": \"production\"}"]),
        ("expr-explain", ["expr", "explain", "[1, 5, 2].all(x, x < 3) && 'a' == \"b\""]),
        ("skip", ["skip", "broken/implementation/core", "-m", "done by hand"]), ("skip-run", ["skip", "broken"]),
        ("skip-done", ["skip", "greeter/planning"]), ("pause-after", ["pause", "greeter", "--after", "release"]),
        ("pause-after-ended", ["pause", "greeter", "--after", "planning"]),
        ("adopt-own", ["adopt", "greeter"]),
    ]
}

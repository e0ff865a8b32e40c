/// The files that the program carries inside itself.
///
/// Each folder's files are keyed by their names; how they are embedded joins all of them under their last part, so no
/// two files below `files/` may have the same name.
public enum Templates {
    /// The built-in pipelines.
    public static let pipelines: [String: [UInt8]] = [
        "taskdaemon.yml": PackageResources.taskdaemon_yml,
        "taskdaemon-specs.yml": PackageResources.taskdaemon_specs_yml,
    ]

    /// Pipelines to start from, which `init --template` writes into a workspace, by name.
    public static let starters: [String: [UInt8]] = [
        "docs": PackageResources.docs_yml,
        "release": PackageResources.release_yml,
        "review-gate": PackageResources.review_gate_yml,
        "security-audit": PackageResources.security_audit_yml,
        "taskdaemon": PackageResources.taskdaemon_yml,
        "taskdaemon-specs": PackageResources.taskdaemon_specs_yml,
        "test-fix": PackageResources.test_fix_yml,
    ]

    /// The built-in loop types.
    public static let loops: [String: [UInt8]] = [
        "plan.yml": PackageResources.plan_yml,
        "spec.yml": PackageResources.spec_yml,
        "phase.yml": PackageResources.phase_yml,
        "shell.yml": PackageResources.shell_yml,
    ]

    /// The schemas that mappings can name without a file of their own.
    public static let schemas: [String: [UInt8]] = [
        "plan_schema.json": PackageResources.plan_schema_json,
        "spec_array_schema.json": PackageResources.spec_array_schema_json,
    ]

    /// How each coding agent is called, by its name with `.yml`.
    public static let agents: [String: [UInt8]] = [
        "aider.yml": PackageResources.aider_yml,
        "claude.yml": PackageResources.claude_yml,
        "codex.yml": PackageResources.codex_yml,
        "copilot.yml": PackageResources.copilot_yml,
        "gemini.yml": PackageResources.gemini_yml,
        "goose.yml": PackageResources.goose_yml,
        "opencode.yml": PackageResources.opencode_yml,
    ]

    /// The prompts that loop types name, Mustache templates.
    public static let prompts: [String: [UInt8]] = [
        "plan_prompt.md": PackageResources.plan_prompt_md,
        "spec_prompt.md": PackageResources.spec_prompt_md,
        "phase_prompt.md": PackageResources.phase_prompt_md,
    ]

    /// The JSON Schemas of the formats, for editors: of a pipeline, a loop type, an agent and the settings.
    public static let formats: [String: [UInt8]] = [
        "pipeline": PackageResources.pipeline_format_json,
        "loop": PackageResources.loop_format_json,
        "agent": PackageResources.agent_format_json,
        "config": PackageResources.config_format_json,
    ]

    /// The page on the language of pipelines, in Markdown, with lines in it that stand for what is made from the formats.
    public static let languagePage: [UInt8] = PackageResources.language_page_md

    /// The JSON Schemas of what read commands give with `--json`, by the command's name.
    public static let reports: [String: [UInt8]] = [
        "accept": PackageResources.accept_report_json,
        "approve": PackageResources.approve_report_json,
        "config": PackageResources.config_report_json,
        "diff": PackageResources.diff_report_json,
        "doctor": PackageResources.doctor_report_json,
        "expr": PackageResources.expr_report_json,
        "gc": PackageResources.gc_report_json,
        "graph": PackageResources.graph_report_json,
        "hooks": PackageResources.hooks_report_json,
        "log": PackageResources.log_report_json,
        "op": PackageResources.op_report_json,
        "rollback": PackageResources.rollback_report_json,
        "schedules": PackageResources.schedules_report_json,
        "show": PackageResources.show_report_json,
        "simulate": PackageResources.simulate_report_json,
        "stats": PackageResources.stats_report_json,
        "status": PackageResources.status_report_json,
        "templates": PackageResources.templates_report_json,
        "trace": PackageResources.trace_report_json,
        "undo": PackageResources.undo_report_json,
        "validate": PackageResources.validate_report_json,
        "why": PackageResources.why_report_json,
        "why-not": PackageResources.why_not_report_json,
    ]

    /// What `init` writes below `.taskdaemon/`, by path.
    public static let scaffold: [String: [UInt8]] = [
        "config.yml": PackageResources.config_yml,
        "examples/plan.md": PackageResources.plan_md,
    ]

    /// The documents of the demonstration, by their paths in its workspace.
    public static let demo: [String: [UInt8]] = [
        "plans/word-report.md": PackageResources.word_report_md
    ]
}

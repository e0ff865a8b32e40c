import Foundation

/// A workspace with three runs: one waits for an approval, one has succeeded, one has failed.
enum ThreeRuns {
    /// A pipeline; two of them, so that one run asks for an approval and the others do not.
    private static func pipeline(_ name: String, filter: String, more: String = "") -> String {
        """
        name: \(name)
        description: Plans, carried through
        start_on: [{event: plan.committed, filter: "plan.title \(filter) 'A greeter'"}]
        error_handling: fail
        stages:
          - name: planning
            loop_type: plan
            triggers: [{manual: {approval_required: false}}]
            input_mapping: {mappings: [{from: request.goal, to: goal}]}
            output_mapping: {mappings: [{from: plan, to: outputs.plan}]}
          - name: specification
            loop_type: spec
            triggers: [{on_completion: {source_stage: planning, success_only: true}}]
            input_mapping: {mappings: [{from: planning.outputs.plan, to: plan}]}
            output_mapping: {mappings: [{from: specs, to: outputs.specs}]}
          - name: implementation
            loop_type: phase
            triggers: [{on_event: {event_type: spec.ready, filter: "spec.dependencies_met == true"}}]
            input_mapping: {mappings: [{from: event.spec, to: spec}]}
            output_mapping: {mappings: [{from: implementation, to: outputs.implementation}]}
        \(more)
        """
    }

    private static let release = """
          - name: release
            loop_type: shell
            run: echo released > released.txt
            triggers:
              - on_completion: {source_stage: implementation, success_only: true}
              - manual: {approval_required: true}
        """

    /// Makes it: three commits, and after each a daemon that does what there is to do.
    static func make() throws -> StillWorkspace {
        let workspace = try StillWorkspace()
        let program = workspace.program
        try program.write(pipeline("taskdaemon", filter: "!="), to: "work/.taskdaemon/pipelines/taskdaemon.yml")
        try program.write(
            pipeline("careful", filter: "==", more: release), to: "work/.taskdaemon/pipelines/careful.yml")
        try program.write("# Greeting\n", to: "work/README.md")
        try workspace.commit("start", hour: 1)
        let made = try workspace(["init", "--yes"], hour: 1)
        guard made.status == 0 else { throw StillWorkspace.Failure(description: made.error) }
        try workspace.commit("scaffold", hour: 1)
        let specs = "### Spec: Core\n**ID:** core\n#### Phase 1: Write it\n```sh run\necho core > core.txt\n```\n"
        let more =
            "### Spec: Command line\n**ID:** cli\n**Dependencies:** [core]\n#### Phase 1: Write it\n"
            + "```sh run\necho cli > cli.txt\n```\n"
        let broken = specs.replacingOccurrences(of: "echo core > core.txt", with: "echo 'no such thing' >&2; exit 3")
        let plans = [
            ("greeter", "# Plan: A greeter\n## Summary\nPrint a greeting.\n## Specs\n\(specs)\(more)"),
            ("quick", "# Plan: Quick\n## Specs\n\(specs.replacingOccurrences(of: "core", with: "quick"))"),
            ("broken", "# Plan: Broken\n## Specs\n\(broken)"),
        ]
        for (index, (name, text)) in plans.enumerated() {
            try program.write(text, to: "work/plans/\(name).md")
            try workspace.commit("plan: \(name)", hour: index + 2)
            let daemon = try workspace(["daemon", "--once"], hour: index + 2)
            guard daemon.output.contains("ready\n") else {
                throw StillWorkspace.Failure(description: daemon.error)
            }
        }
        return workspace
    }
}

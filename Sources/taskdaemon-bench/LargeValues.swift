import Daemon
import Foundation
import TaskDaemonTesting

/// Instances that are all given one large value: kept once and referred to, against written out for each.
struct LargeValues {
    /// Instances.
    let size: Int
    /// Bytes of the value.
    let bytes: Int

    func run(inlined: Int) async throws {
        try await measure("by reference", size, largeValue: nil)
        if inlined > 0 {
            try await measure("by reference", inlined, largeValue: nil)
            try await measure("written out", inlined, largeValue: Int.max)
        }
    }

    private func measure(_ what: String, _ size: Int, largeValue: Int?) async throws {
        let items = (1...size).map(String.init).joined(separator: ",")
        let workspace = try BenchWorkspace(
            pipeline: """
                name: taskdaemon
                start_on: [{event: plan.committed}]
                stages:
                  - name: make
                    loop_type: shell
                    run: 'cp "$HOME/value.json" "$TASKDAEMON_OUTPUT"'
                    output_mapping: {mappings: [{from: big, to: outputs.big}]}
                  - name: all
                    loop_type: shell
                    run: ["true"]
                    parallel_instances: 10
                    for_each: "[\(items)]"
                    triggers: [{on_completion: {source_stage: make}}]
                    input_mapping: {mappings: [{from: make.outputs.big, to: common}, {from: item, to: number}]}

                """)
        let line = #"{"id": 12345, "name": "a part of what all share", "tags": ["a", "b"]}"#
        let count = max(1, bytes / (line.utf8.count + 1))
        let value = "{\"big\": [" + Array(repeating: line, count: count).joined(separator: ",") + "]}"
        try Data(value.utf8).write(to: URL(fileURLWithPath: workspace.repository.home + "/value.json"))
        try await workspace.baseline()
        let before = try stored(workspace)
        try Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
        try workspace.commitPlan(1)
        var options = workspace.options
        options.once = true
        if let largeValue { options.largeValue = largeValue }
        let start = ContinuousClock().now
        let outcome = try await WorkspaceDaemon(workspace.location, options: options).run()
        let time = ContinuousClock().now - start
        guard outcome.allSucceeded else {
            print("\(what), \(size) instances: the run did not succeed: \(outcome.runs)")
            return
        }
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }?.split(separator: " ").dropFirst()
            .first
        let sizes = try workspace.repository.git(
            "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectsize)")
        var journal = 0
        var large = 0
        for line in sizes.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, let bytes = Int(words[1]) else { continue }
            if words[0] == "commit" { journal += bytes }
            if words[0] == "blob", bytes > 65_536 { large += 1 }
        }
        print(
            "\(what), \(size) instances of one value of \(value.utf8.count) bytes: "
                + "\(rounded(time / .seconds(1))) s, peak \((peak.flatMap { Int($0) } ?? 0) / 1024) MiB, "
                + "commits \(journal / 1024) KiB, blobs over 64 KB \(large), "
                + "objects on disk \(try stored(workspace) - before) KiB")
    }

    /// KiB of all objects as they are on disk.
    private func stored(_ workspace: BenchWorkspace) throws -> Int {
        let counted = try workspace.repository.git("count-objects", "-v").split(separator: "\n")
        return counted.reduce(0) { sum, line in
            guard line.hasPrefix("size:") || line.hasPrefix("size-pack:") else { return sum }
            return sum + (Int(line.split(separator: " ").last ?? "") ?? 0)
        }
    }
}

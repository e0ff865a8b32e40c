import Foundation
public import JSONValues

/// A coding agent that does what a test says: a shell script that speaks the output form of a real tool.
///
/// It stands on the search path under the name of the tool, keeps each prompt it is given, and finds the steps of a pass
/// by where the pass belongs: `stage.instance.attempt.iteration`, `stage.instance.iteration`, `stage.instance`,
/// `stage.iteration`, `stage`, `iteration`, `default`, the first that there is.
public struct FakeAgent: Sendable {
    /// The tools whose output it can speak.
    public enum Tool: String, Sendable, CaseIterable {
        case claude, codex, gemini, aider, opencode, goose, copilot
    }

    /// One thing it does.
    public enum Step: Sendable {
        /// Says something.
        case say(String)
        /// Says that it uses the shell, and runs a script in the work tree.
        case run(String)
        /// Writes its outputs.
        case output(JSON)
        /// What it reports at its end, if it comes to it.
        case usage(input: Int, cached: Int = 0, output: Int, micros: Int = 0)
        /// Reports a rate limit that ends then, and exits 1.
        case rateLimit(secondsSince1970: Int64)
        /// Reports a failure, and exits 1.
        case report(String)
        /// Exits with that code.
        case exit(Int)
        /// Says nothing more, and does not end.
        case hang
        /// Writes so many MiB of lines.
        case flood(Int)
        /// Writes that line as it is.
        case raw(String)
    }

    /// The directory that is put on the search path.
    public let directory: String
    /// Where prompts are kept, by `stage.instance.attempt.iteration`.
    public var prompts: String { "\(directory)/prompts" }

    /// Writes the agent's files.
    ///
    /// - Parameters:
    ///   - directory: made if it is not there.
    ///   - passes: the steps of each pass, by the names above.
    public init(_ tool: Tool, in directory: String, _ passes: [String: [Step]]) throws {
        self.directory = directory
        let manager = FileManager.default
        for folder in ["prompts", "passes"] {
            try manager.createDirectory(atPath: "\(directory)/\(folder)", withIntermediateDirectories: true)
        }
        for (name, steps) in passes {
            let script = steps.map { Self.script($0, tool) }.joined(separator: "\n")
            try Data((script + "\n").utf8).write(to: URL(filePath: "\(directory)/passes/\(name)"))
        }
        let prompt =
            switch tool {
            case .aider: #"cat "$(echo "$@" | sed 's/.*--message-file \([^ ]*\).*/\1/')""#
            case .copilot: #"printf '%s' "$2""#
            default: "cat"
            }
        let program = """
            #!/bin/sh
            if test "$1" = --help; then cat '\(directory)/help' 2>/dev/null; exit 0; fi
            s=$TASKDAEMON_STAGE i=$TASKDAEMON_INSTANCE a=$TASKDAEMON_ATTEMPT n=$TASKDAEMON_ITERATION
            \(prompt) > "\(prompts)/$s.$i.$a.$n"
            printf '%s ' "$@" > "\(directory)/arguments"
            usage_in=; usage_cached=; usage_out=; usage_micros=0
            for pass in $s.$i.$a.$n $s.$i.$n $s.$i $s.$n $s $n default; do
              if test -f "\(directory)/passes/$pass"; then . "\(directory)/passes/$pass"; break; fi
            done
            \(Self.end(tool))
            """
        let path = "\(directory)/\(tool.rawValue)"
        try Data((program + "\n").utf8).write(to: URL(filePath: path))
        try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    /// The prompt that a pass was given.
    public func prompt(_ pass: String) throws -> String {
        try String(contentsOfFile: "\(prompts)/\(pass)", encoding: .utf8)
    }

    // MARK: the script

    private static func script(_ step: Step, _ tool: Tool) -> String {
        switch step {
        case .say(let text): print(said(text, tool))
        case .run(let script): print(used(script, tool)) + "\n( \(script)\n) || exit 1"
        case .output(let json): "cat > \"$TASKDAEMON_OUTPUT\" <<'END_OF_OUTPUT'\n\(json.text)\nEND_OF_OUTPUT"
        case .usage(let input, let cached, let output, let micros):
            "usage_in=\(input) usage_cached=\(cached) usage_out=\(output) usage_micros=\(micros)"
        case .rateLimit(let seconds): limited(seconds, tool).map(print).joined(separator: "\n") + "\nexit 1"
        case .report(let text): print(failed(text, tool)) + "\nexit 1"
        case .exit(let code): "exit \(code)"
        case .hang: "while :; do sleep 60; done"
        case .flood(let size):
            "head -c \(size * 1_048_576) /dev/zero | tr '\\0' 'x' | fold -w 1000\necho"
        case .raw(let line): print(line)
        }
    }

    private static func print(_ line: String) -> String {
        "printf '%s\\n' '\(line.replacingOccurrences(of: "'", with: "'\\''"))'"
    }

    private static func said(_ text: String, _ tool: Tool) -> String {
        let json: JSON
        switch tool {
        case .claude:
            json = ["type": "assistant", "message": ["content": [["type": "text", "text": .string(text)]]]]
        case .codex: json = ["type": "item.completed", "item": ["type": "agent_message", "text": .string(text)]]
        case .gemini: json = ["type": "message", "role": "assistant", "content": .string(text)]
        case .opencode: json = ["type": "text", "part": ["text": .string(text)]]
        case .copilot: json = ["type": "assistant.message", "data": ["content": .string(text)]]
        case .goose:
            json = [
                "type": "message",
                "message": ["role": "assistant", "content": [["type": "text", "text": .string(text)]]],
            ]
        case .aider: return text
        }
        return json.text
    }

    private static func used(_ script: String, _ tool: Tool) -> String {
        let input: JSON = ["command": .string(script)]
        let json: JSON
        switch tool {
        case .claude:
            json = [
                "type": "assistant",
                "message": ["content": [["type": "tool_use", "name": "Bash", "input": input]]],
            ]
        case .codex:
            json = ["type": "item.started", "item": ["type": "command_execution", "command": .string(script)]]
        case .gemini: json = ["type": "tool_use", "tool_name": "shell", "parameters": input]
        case .opencode: json = ["type": "tool_use", "part": ["tool": "bash", "state": ["input": input]]]
        case .copilot: json = ["type": "tool.execution_start", "data": ["toolName": "bash", "arguments": input]]
        case .goose:
            json = [
                "type": "message",
                "message": [
                    "role": "assistant",
                    "content": [
                        ["type": "toolRequest", "toolCall": ["value": ["name": "shell", "arguments": input]]]
                    ],
                ],
            ]
        case .aider: return "Running \(script)"
        }
        return json.text
    }

    private static func failed(_ text: String, _ tool: Tool) -> String {
        let json: JSON
        switch tool {
        case .claude: json = ["type": "result", "subtype": "success", "is_error": true, "result": .string(text)]
        case .codex: json = ["type": "turn.failed", "error": ["message": .string(text)]]
        case .gemini: json = ["type": "error", "message": .string(text)]
        case .opencode: json = ["type": "error", "error": ["data": ["message": .string(text)]]]
        case .copilot: json = ["type": "error", "message": .string(text)]
        case .goose: json = ["type": "error", "error": .string(text)]
        case .aider: return text
        }
        return json.text
    }

    private static func limited(_ seconds: Int64, _ tool: Tool) -> [String] {
        let now = Int64(Date().timeIntervalSince1970)
        switch tool {
        case .claude:
            let info: JSON = ["status": "rejected", "resetsAt": .int(seconds), "rateLimitType": "five_hour"]
            let event: JSON = ["type": "rate_limit_event", "rate_limit_info": info]
            return [event.text, failed("API Error: usage limit reached", tool)]
        case .codex, .aider, .copilot: return [failed("Rate limit reached, try again in \(seconds - now)s", tool)]
        case .gemini, .opencode, .goose:
            return [failed("rate limit: retry after \(seconds - now)s, retry in \(seconds - now)s", tool)]
        }
    }

    /// What stands at the end of a pass that comes to it.
    private static func end(_ tool: Tool) -> String {
        let format: String
        switch tool {
        case .claude:
            format =
                #"{"type":"result","subtype":"success","is_error":false,"num_turns":2,"total_cost_usd":%s,"usage":{"input_tokens":%d,"cache_read_input_tokens":%d,"output_tokens":%d}}"#
            return end(
                format, "$(printf '%d.%06d' $((usage_micros / 1000000)) $((usage_micros % 1000000)))",
                "$((usage_in - usage_cached))", "$usage_cached", "$usage_out")
        case .codex:
            format =
                #"{"type":"turn.completed","usage":{"input_tokens":%d,"cached_input_tokens":%d,"output_tokens":%d}}"#
            return end(format, "$usage_in", "$usage_cached", "$usage_out")
        case .gemini:
            format = #"{"type":"result","status":"success","stats":{"input_tokens":%d,"cached":%d,"output_tokens":%d}}"#
            return end(format, "$usage_in", "$usage_cached", "$usage_out")
        case .opencode:
            format =
                #"{"type":"step_finish","part":{"cost":%s,"tokens":{"input":%d,"output":%d,"cache":{"read":%d,"write":0}}}}"#
            return end(
                format, "$(printf '%d.%06d' $((usage_micros / 1000000)) $((usage_micros % 1000000)))",
                "$((usage_in - usage_cached))", "$usage_out", "$usage_cached")
        case .aider:
            format = "Tokens: %d sent, %d received. Cost: $%s message, $%s session."
            let money = "$(printf '%d.%06d' $((usage_micros / 1000000)) $((usage_micros % 1000000)))"
            return end(format, "$usage_in", "$usage_out", money, money)
        case .goose, .copilot: return ":"
        }
    }

    private static func end(_ format: String, _ arguments: String...) -> String {
        let list = arguments.map { "\"\($0)\"" }.joined(separator: " ")
        return "if test -n \"$usage_in\"; then printf '\(format)\\n' \(list); fi"
    }
}

import Definitions
import Pipelines
import Templates
import Testing

@testable import Agents

/// An agent as its shipped file has it.
func shipped(_ name: String) throws -> Agent {
    let builtIn = BuiltInFiles(loops: Templates.loops, agents: Templates.agents, prompts: Templates.prompts)
    let yaml = "stages: [{name: a, loop_type: x, agent: \(name), prompt: go, permissions: bypass}]"
    let files = DefinitionFiles(files: ["pipelines/p.yml": Array(yaml.utf8), "loops/x.yml": Array("run: x".utf8)])
    let loaded = Definitions.load(files, builtIn: builtIn)
    guard case .agent(let work)? = loaded.pipeline("p")?.stages.first?.loop.work else {
        throw NoAgent(description: "\(loaded.diagnostics)")
    }
    return work.agent
}

struct NoAgent: Error, CustomStringConvertible {
    let description: String
}

extension AgentTranscript {
    /// Takes a text in pieces of so many bytes; gives what a person reads.
    mutating func take(_ text: String, inPiecesOf size: Int = 7) -> String {
        var view: [UInt8] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { view += take($0) }
        }
        return String(decoding: view + finish(), as: UTF8.self)
    }
}

/// What each tool writes, as its documentation and source have it.
enum Recordings {
    static let claude = #"""
        {"type":"system","subtype":"init","session_id":"s","model":"claude-sonnet","tools":["Bash"]}
        {"type":"assistant","message":{"content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"I read the spec."}]}}
        {"type":"assistant","message":{"content":[{"type":"tool_use","id":"1","name":"Bash","input":{"command":"make test","description":"d"}}]}}
        {"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"1","content":"exit 2","is_error":true}]}}
        {"type":"some_new_event","x":1}
        a line from somewhere else
        {"type":"assistant","message":{"content":[{"type":"text","text":"Done."}]}}
        {"type":"result","subtype":"success","is_error":false,"num_turns":3,"result":"Done.","total_cost_usd":0.0421,"usage":{"input_tokens":12,"cache_creation_input_tokens":300,"cache_read_input_tokens":1000,"output_tokens":250}}

        """#
    static let codex = #"""
        {"type":"thread.started","thread_id":"t"}
        {"type":"turn.started"}
        {"type":"item.started","item":{"id":"1","type":"command_execution","command":"ls","status":"in_progress"}}
        {"type":"item.completed","item":{"id":"1","type":"command_execution","command":"ls","aggregated_output":"","exit_code":2,"status":"failed"}}
        {"type":"item.completed","item":{"id":"2","type":"file_change","changes":[{"path":"a.swift","kind":"add"},{"path":"b.swift","kind":"update"}]}}
        {"type":"item.completed","item":{"id":"3","type":"agent_message","text":"Done."}}
        {"type":"turn.completed","usage":{"input_tokens":1312,"cached_input_tokens":1000,"output_tokens":250}}

        """#
    static let gemini = #"""
        {"type":"init","session_id":"s","model":"gemini-pro"}
        {"type":"message","role":"user","content":"the prompt"}
        {"type":"tool_use","tool_name":"write_file","parameters":{"file_path":"a.swift"}}
        {"type":"message","role":"assistant","content":"Done.","delta":true}
        {"type":"result","status":"success","stats":{"total_tokens":1562,"input_tokens":1312,"output_tokens":250,"cached":1000,"duration_ms":5}}

        """#
    static let geminiObject = #"""
        Loaded cached credentials.
        {
          "session_id": "s",
          "response": "Done.",
          "stats": {
            "models": {
              "pro": {"tokens": {"prompt": 1300, "candidates": 200, "cached": 1000}},
              "flash": {"tokens": {"prompt": 12, "candidates": 50, "cached": 0}}
            }
          }
        }

        """#
    static let opencode = #"""
        {"type":"step_start","timestamp":1,"sessionID":"s","part":{"type":"step-start"}}
        {"type":"tool_use","part":{"tool":"bash","state":{"status":"completed","input":{"command":"ls"},"output":""}}}
        {"type":"step_finish","part":{"cost":0.01,"tokens":{"input":100,"output":150,"reasoning":0,"cache":{"read":600,"write":12}}}}
        {"type":"text","part":{"type":"text","text":"Done."}}
        {"type":"step_finish","part":{"cost":0.0321,"tokens":{"input":200,"output":100,"reasoning":0,"cache":{"read":400,"write":0}}}}

        """#
    static let copilot = #"""
        {"type":"assistant.message_delta","data":{"deltaContent":"Do"}}
        {"type":"tool.execution_start","data":{"toolName":"bash","arguments":{"command":"ls"}}}
        {"type":"assistant.message","data":{"content":"Done."}}
        {"type":"result","usage":{"premiumRequests":1,"totalApiDurationMs":5}}

        """#
    static let goose = #"""
        {"type":"message","message":{"role":"user","content":[{"type":"text","text":"the prompt"}]}}
        {"type":"message","message":{"role":"assistant","content":[{"type":"toolRequest","toolCall":{"value":{"name":"shell","arguments":{"command":"ls"}}}}]}}
        {"type":"message","message":{"role":"assistant","content":[{"type":"text","text":"Done."}]}}
        {"type":"complete","total_tokens":1562}

        """#
    static let aider = """
        Aider v0.86.1
        I changed a.py.
        Tokens: 1.2k sent, 1.0k cache hit, 200 received. Cost: $0.02 message, $0.02 session.
        Done.
        Tokens: 112 sent, 50 received. Cost: $0.0221 message, $0.0421 session.

        """
}

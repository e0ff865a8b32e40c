import JSONValues
import Pipelines

extension Agent.Format {
    /// What an event tells a person; nothing for types that are not known.
    func news(in event: JSON) -> [AgentNews] {
        switch self {
        case .claude: ClaudeEvent(json: event).news
        case .codex: CodexEvent(json: event).news
        case .gemini: GeminiEvent(json: event).news
        case .opencode: OpencodeEvent(json: event).news
        case .copilot: CopilotEvent(json: event).news
        case .goose: GooseEvent(json: event).news
        case .text: []
        }
    }
}

extension AgentNews {
    /// A tool and what it was used on: the argument that says most, on one line.
    static func did(tool: String, input: JSON?) -> AgentNews {
        let telling = [
            "command", "cmd", "file_path", "filePath", "path", "pattern", "query", "url", "description", "prompt",
        ]
        let text = telling.lazy.compactMap { input?[$0] }.compactMap(Self.text).first
        return .did(tool, Self.short(text ?? (input.map { $0 == .object([:]) ? "" : $0.text } ?? "")))
    }

    /// A failure as any of these services words it.
    static func failed(_ error: JSON?) -> AgentNews {
        let text =
            error?.stringValue ?? error?["message"]?.stringValue ?? error?["data"]?["message"]?.stringValue
            ?? error?["error"]?["message"]?.stringValue ?? error?["name"]?.stringValue ?? error?.text ?? "an error"
        return .failed(short(text, 500))
    }

    /// On one line, and not too long for one.
    static func short(_ text: String, _ limit: Int = 200) -> String {
        let line = text.prefix(limit * 2).split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > limit ? String(line.prefix(limit)) + "…" : line
    }

    private static func text(_ json: JSON) -> String? {
        if let list = json.arrayValue { return list.compactMap(\.stringValue).joined(separator: " ") }
        return json.stringValue
    }
}

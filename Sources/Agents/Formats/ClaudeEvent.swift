import JSONValues

/// A line of Claude Code's `--output-format stream-json`, or the one object of `json`.
struct ClaudeEvent {
    let json: JSON

    var news: [AgentNews] {
        switch json.eventType {
        case "system" where json["subtype"] == "init":
            [.noted("session with \(json["model"]?.stringValue ?? "an unnamed model")")]
        case "assistant": content.compactMap(block)
        case "user": content.compactMap(result)
        case "result": end
        default: []
        }
    }

    private var content: [JSON] {
        let content = json["message"]?["content"]
        return content?.arrayValue ?? content?.stringValue.map { [.object(["type": "text", "text": .string($0)])] }
            ?? []
    }

    private func block(_ block: JSON) -> AgentNews? {
        switch block.eventType {
        case "text": block["text"]?.stringValue.map { .said($0) }
        case "tool_use", "server_tool_use": .did(tool: block["name"]?.stringValue ?? "tool", input: block["input"])
        default: nil
        }
    }

    private func result(_ block: JSON) -> AgentNews? {
        guard block.eventType == "tool_result", block["is_error"] == .bool(true) else { return nil }
        let content = block["content"]
        let text =
            content?.stringValue ?? content?.values(at: "*.text").compactMap(\.stringValue).joined(separator: " ")
        return .noted("the tool failed: \(AgentNews.short(text ?? ""))")
    }

    private var end: [AgentNews] {
        let isError = json["is_error"] == .bool(true) || json["subtype"]?.stringValue?.hasPrefix("error") == true
        // What it said last is in the stream already.
        guard isError else { return [] }
        let text = json["result"]?.stringValue ?? json["errors"]?.arrayValue?.first?.stringValue
        return [.failed(AgentNews.short(text ?? json["subtype"]?.stringValue ?? "an error", 500))]
    }
}

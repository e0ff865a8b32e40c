import JSONValues

/// The one object of goose's `--output-format json`, or a line of `stream-json`.
struct GooseEvent {
    let json: JSON

    var news: [AgentNews] {
        switch json.eventType {
        case "message": json["message"].map(message) ?? []
        case "error": [.failed(json["error"] ?? json["message"])]
        case nil: (json["messages"]?.arrayValue ?? []).flatMap(message)
        default: []
        }
    }

    private func message(_ message: JSON) -> [AgentNews] {
        guard message["role"] == "assistant" else { return [] }
        return (message["content"]?.arrayValue ?? []).compactMap { block in
            switch block.eventType {
            case "text": return block["text"]?.stringValue.map { .said($0) }
            case "toolRequest":
                let call = block["toolCall"]?["value"] ?? block["toolCall"]
                return .did(tool: call?["name"]?.stringValue ?? "tool", input: call?["arguments"])
            default: return nil
            }
        }
    }
}

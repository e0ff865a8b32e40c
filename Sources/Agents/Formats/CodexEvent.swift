import JSONValues

/// A line of `codex exec --json`.
struct CodexEvent {
    let json: JSON

    var news: [AgentNews] {
        switch json.eventType {
        case "item.started": started(json["item"])
        case "item.completed": completed(json["item"])
        case "turn.failed": [.failed(json["error"])]
        case "error": [.failed(json["message"] ?? json["error"])]
        default: []
        }
    }

    private func started(_ item: JSON?) -> [AgentNews] {
        switch kind(item) {
        case "command_execution": [.did(tool: "shell", input: item)]
        case "mcp_tool_call": [.did(tool: item?["tool"]?.stringValue ?? "tool", input: item?["arguments"])]
        case "web_search": [.did(tool: "search", input: item)]
        default: []
        }
    }

    private func completed(_ item: JSON?) -> [AgentNews] {
        switch kind(item) {
        case "agent_message", "assistant_message": return item?["text"]?.stringValue.map { [.said($0)] } ?? []
        case "file_change":
            let paths = item?.values(at: "changes.*.path").compactMap(\.stringValue) ?? []
            return [.did("edit", AgentNews.short(paths.joined(separator: ", ")))]
        case "command_execution":
            guard let code = item?["exit_code"]?.number, code != 0 else { return [] }
            return [.noted("the command exited \(Int(clamping: Int64(code)))")]
        case "error": return [.noted(AgentNews.short(item?["message"]?.stringValue ?? "an error"))]
        default: return []
        }
    }

    private func kind(_ item: JSON?) -> String? { item?["type"]?.stringValue ?? item?["item_type"]?.stringValue }
}

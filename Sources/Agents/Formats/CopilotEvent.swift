import JSONValues

/// A line of Copilot CLI's `--output-format json`, whose events differ by model: read by what is in them.
struct CopilotEvent {
    let json: JSON

    var news: [AgentNews] {
        let type = json.eventType ?? ""
        let data = json["data"] ?? json
        if type.hasSuffix("error") { return [.failed(data["message"] ?? data["error"])] }
        if type.hasPrefix("tool.") || type.hasPrefix("tool_") {
            guard type.hasSuffix("start") || type == "tool_use" || type == "tool_call" else { return [] }
            let tool = data["toolName"] ?? data["tool_name"] ?? data["name"]
            return [.did(tool: tool?.stringValue ?? "tool", input: data["arguments"] ?? data["input"])]
        }
        // Pieces of a message come again as a whole.
        guard type.hasPrefix("assistant"), !type.hasSuffix("delta") else { return [] }
        let text = data["content"]?.stringValue ?? data["text"]?.stringValue ?? data["message"]?["content"]?.stringValue
        return text.map { [.said($0)] } ?? []
    }
}

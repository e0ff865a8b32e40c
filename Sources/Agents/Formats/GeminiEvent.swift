import JSONValues

/// A line of Gemini CLI's `--output-format stream-json`, or the one object of `json`.
struct GeminiEvent {
    let json: JSON

    var news: [AgentNews] {
        switch json.eventType {
        case "init": return [.noted("session with \(json["model"]?.stringValue ?? "an unnamed model")")]
        case "message":
            guard json["role"] != "user" else { return [] }
            return json["content"]?.stringValue.map { [.said($0)] } ?? []
        case "tool_use":
            return [.did(tool: json["tool_name"]?.stringValue ?? "tool", input: json["parameters"])]
        case "tool_result":
            guard json["status"] == "error" else { return [] }
            return [.noted("the tool failed: \(AgentNews.short(json["error"]?["message"]?.stringValue ?? ""))")]
        case "error":
            let text = json["message"] ?? json["error"]
            return json["severity"] == "warning" ? [.noted(AgentNews.short(text?.stringValue ?? ""))] : [.failed(text)]
        case "result": return json["status"] == "error" ? [.failed(json["error"])] : []
        case nil:
            var news: [AgentNews] = json["response"]?.stringValue.map { [.said($0)] } ?? []
            if let error = json["error"], error != .null { news.append(.failed(error)) }
            return news
        default: return []
        }
    }
}

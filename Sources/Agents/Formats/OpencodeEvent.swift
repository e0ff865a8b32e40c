import JSONValues

/// A line of `opencode run --format json`.
struct OpencodeEvent {
    let json: JSON

    var news: [AgentNews] {
        let part = json["part"]
        switch json.eventType {
        case "text": return part?["text"]?.stringValue.map { [.said($0)] } ?? []
        case "tool_use":
            let state = part?["state"]
            let tool = part?["tool"]?.stringValue ?? "tool"
            var news: [AgentNews] = [.did(tool: tool, input: state?["input"])]
            if state?["status"] == "error" {
                news.append(.noted("the tool failed: \(AgentNews.short(state?["error"]?.stringValue ?? ""))"))
            }
            return news
        case "error": return [.failed(json["error"])]
        default: return []
        }
    }
}

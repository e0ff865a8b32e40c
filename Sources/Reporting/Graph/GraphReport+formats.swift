extension GraphReport {
    /// The picture for Mermaid: what Markdown on code hosts shows as a drawing.
    public var mermaid: String {
        var lines = ["flowchart TD"]
        if !starts.isEmpty { lines.append("    start([\"\(Self.mermaid(starts.joined(separator: ", ")))\"])") }
        for (index, stage) in stages.enumerated() {
            let text = Self.mermaid(stage.title) + stage.details.map { "<br/>" + Self.mermaid($0) }.joined()
            // A fan-out is a box with double sides.
            lines.append("    s\(index)" + (stage.fansOut == nil ? "[\"\(text)\"]" : "[[\"\(text)\"]]"))
        }
        for edge in drawn {
            lines.append("    \(edge.from) -->|\"\(Self.mermaid(edge.label))\"| \(edge.to)")
        }
        for (index, stage) in stages.enumerated() {
            if let status = stage.status { lines.append("    class s\(index) \(status)") }
        }
        if run != nil {
            for (status, colour) in Self.colours.sorted(by: { $0.key < $1.key }) {
                lines.append("    classDef \(status) fill:\(colour),color:#000")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The picture for Graphviz.
    public var dot: String {
        var lines = [
            "digraph \(Self.dot(run ?? pipeline)) {", "    node [shape=box, style=\"rounded,filled\", fillcolor=white]",
        ]
        if !starts.isEmpty { lines.append("    start [shape=oval, label=\(Self.dot(starts.joined(separator: "\n")))]") }
        for (index, stage) in stages.enumerated() {
            let label = Self.dot(([stage.title] + stage.details).joined(separator: "\n"))
            let sides = stage.fansOut == nil ? "" : ", peripheries=2"
            let colour = stage.status.flatMap { Self.colours[$0] }.map { ", fillcolor=\"\($0)\"" } ?? ""
            lines.append("    s\(index) [label=\(label)\(sides)\(colour)]")
        }
        for edge in drawn {
            let style = edge.alternative ? ", style=dashed" : ""
            lines.append("    \(edge.from) -> \(edge.to) [label=\(Self.dot(edge.label))\(style)]")
        }
        return (lines + ["}"]).joined(separator: "\n") + "\n"
    }

    /// The edges by the names that both formats give the stages; a stage that nothing leads to begins with the run.
    private var drawn: [(from: String, to: String, label: String, alternative: Bool)] {
        func name(_ stage: String) -> String? { stages.firstIndex { $0.name == stage }.map { "s\($0)" } }
        var drawn: [(from: String, to: String, label: String, alternative: Bool)] = []
        for stage in stages {
            guard let to = name(stage.name) else { continue }
            let edges = edges.filter { $0.to == stage.name }
            for edge in edges {
                guard let from = edge.from.map(name) ?? (starts.isEmpty ? nil : "start") else { continue }
                drawn.append((from, to, edge.label, edge.alternative))
            }
            if edges.isEmpty, !starts.isEmpty { drawn.append(("start", to, "at once", false)) }
        }
        return drawn
    }

    private static let colours: [String: String] = [
        "pending": "#eeeeee", "running": "#bbddff", "succeeded": "#bbeebb", "failed": "#ffbbbb", "skipped": "#dddddd",
        "cancelled": "#dddddd",
    ]

    /// Inside double quotes of Mermaid, where a character can be given by its number.
    private static func mermaid(_ text: String) -> String {
        TerminalText.escaped(text).unicodeScalars.map { scalar in
            "\"<>&#`\\|".unicodeScalars.contains(scalar) ? "#\(scalar.value);" : String(scalar)
        }.joined()
    }

    /// A string of Graphviz; its lines stand below each other.
    private static func dot(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            TerminalText.escaped(String(line)).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        }
        return "\"" + lines.joined(separator: "\\n") + "\""
    }
}

extension GraphReport.Node {
    /// Its name, and its status in a run.
    var title: String { name + (status.map { " (\($0))" } ?? "") }

    /// How it works, in a clause.
    var work: String { usesPipeline ? "uses \(loop)" : "loop \(loop)" }

    /// What it makes instances for, in a clause; `nil` where it does not fan out.
    var fanOut: String? {
        guard let fansOut else { return nil }
        let shown = items.prefix(Self.mostItems).joined(separator: ", ")
        let more = items.count - Self.mostItems
        let list = items.isEmpty ? fansOut : "of " + shown + (more > 0 ? " and \(more) more" : "")
        return "one for each \(list), \(parallelInstances) at once"
    }

    private static let mostItems = 6

    /// What else is to be known of it, one thing a line.
    var details: [String] {
        var details = [work]
        if let closing { details.append(closing) }
        if let fanOut { details.append(fanOut) }
        if approval { details.append("needs approval") }
        if let when { details.append("only when \(when)") }
        if fansOut != nil, !instances.isEmpty {
            details.append("\(instances.count { $0.status == "succeeded" }) of \(instances.count) done")
        }
        return details
    }
}

import ArgumentParser
import JSONValues

/// One manual page in the man macros, made of what the parser knows of a command.
struct ManualPage {
    /// `taskdaemon-diff`.
    var name: String
    /// The page.
    var text: String

    /// The pages of the program and of every subcommand that is shown, from the parser's own description of them.
    static func all(of dump: String) throws -> [ManualPage] {
        guard let program = try JSON(parsing: dump.utf8)["command"] else {
            throw CommandError(.failure, "the parser does not describe its commands")
        }
        return pages(of: program, below: [])
    }

    private static func pages(of command: JSON, below parents: [String]) -> [ManualPage] {
        let path = parents + [command["commandName"]?.stringValue ?? ""]
        let inner = (command["subcommands"]?.arrayValue ?? []).filter {
            $0["shouldDisplay"] != .bool(false) && $0["commandName"] != "help"
        }
        return [ManualPage(command, path, inner)] + inner.flatMap { pages(of: $0, below: path) }
    }

    private init(_ command: JSON, _ path: [String], _ inner: [JSON]) {
        name = path.joined(separator: "-")
        var lines = [
            ".TH \"\(name.uppercased())\" 1 \"\" \"\(Self.escaped(TaskDaemonCommand.configuration.version))\"",
            ".SH NAME",
            "\(Self.escaped(name)) \\- \(Self.escaped(command["abstract"]?.stringValue ?? ""))", ".SH SYNOPSIS",
        ]
        let arguments = (command["arguments"]?.arrayValue ?? []).filter { $0["shouldDisplay"] != .bool(false) }
        let words = arguments.map(Self.usage) + (inner.isEmpty ? [] : ["\\fIsubcommand\\fR"])
        lines.append("\\fB\(Self.escaped(path.joined(separator: " ")))\\fR " + words.joined(separator: " "))
        lines += Self.discussion(command["discussion"]?.stringValue ?? "")
        if !arguments.isEmpty { lines.append(".SH OPTIONS") }
        for argument in arguments {
            lines += [".TP", Self.term(argument), Self.escaped(argument["abstract"]?.stringValue ?? "")]
        }
        if !inner.isEmpty { lines.append(".SH SUBCOMMANDS") }
        for one in inner {
            let name = one["commandName"]?.stringValue ?? ""
            lines += [".TP", "\\fB\(Self.escaped(name))\\fR", Self.escaped(one["abstract"]?.stringValue ?? "")]
        }
        lines += [
            ".SH EXIT STATUS", "0 done, 1 failed, 2 usage or invalid definition, 3 nothing matches, 4 refused.",
        ]
        if path.count > 1 { lines += [".SH SEE ALSO", "\\fB\(Self.escaped(path[0]))\\fR(1)"] }
        text = lines.joined(separator: "\n") + "\n"
    }

    /// Paragraphs, and the examples as they stand.
    private static func discussion(_ text: String) -> [String] {
        guard !text.isEmpty else { return [] }
        var lines = [".SH DESCRIPTION"]
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if paragraph == "Examples:" {
                lines.append(".SH EXAMPLES")
            } else if paragraph.hasPrefix("  ") {
                lines += [".nf", "    " + escaped(String(paragraph.dropFirst(2))), ".fi"]
            } else {
                lines.append(paragraph.isEmpty ? ".PP" : escaped(String(paragraph)))
            }
        }
        return lines
    }

    private static func names(_ argument: JSON) -> [String] {
        (argument["names"]?.arrayValue ?? []).compactMap { name in
            name["name"]?.stringValue.map { name["kind"] == "long" ? "--\($0)" : "-\($0)" }
        }
    }

    private static func usage(_ argument: JSON) -> String {
        let value = "\\fI\(escaped(argument["valueName"]?.stringValue ?? ""))\\fR"
        var text =
            switch argument["kind"]?.stringValue {
            case "positional": value
            case "flag": "\\fB\(escaped(names(argument).first ?? ""))\\fR"
            default: "\\fB\(escaped(names(argument).first ?? ""))\\fR \(value)"
            }
        if argument["isRepeating"] == .bool(true) { text += " ..." }
        return argument["isOptional"] == .bool(true) ? "[\(text)]" : text
    }

    private static func term(_ argument: JSON) -> String {
        let value = "\\fI\(escaped(argument["valueName"]?.stringValue ?? ""))\\fR"
        guard argument["kind"] != "positional" else { return value }
        let names = names(argument).map { "\\fB\(escaped($0))\\fR" }.joined(separator: ", ")
        return argument["kind"] == "flag" ? names : "\(names) \(value)"
    }

    /// Text in which nothing is a request or an escape of roff's.
    private static func escaped(_ text: String) -> String {
        let safe = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
        return safe.hasPrefix(".") || safe.hasPrefix("'") ? "\\&" + safe : safe
    }
}

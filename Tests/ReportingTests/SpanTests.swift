import JSONValues
import Journaling
import Orchestration
import Pipelines
import Testing

@testable import Reporting

@Suite struct SpanTests {
    private func spans(_ turns: [Turn], parent: String? = nil) throws -> RunSpans {
        let entries = turns.map { turn in
            JournalEntry(id: SampleRun.id("7"), time: turn.now, subject: "", events: turn.events)
        }
        return RunSpans(try #require(turns.last).run, entries, parent: parent)
    }

    private func export(_ turns: [Turn]) throws -> JSON {
        SpanExport.json(try spans(turns).spans, root: "greeter-3fa9c01", version: "1")
    }

    @Test("a run has a span, and so have its stages, their tries, and the passes of those") func nested() throws {
        let found = try spans(SampleRun.turnsToFailure()).spans
        #expect(
            found.map(\.name) == [
                "RUN taskdaemon", "specification", "specification attempt 1", "iteration 1", "implementation",
                "implementation/core attempt 1", "iteration 2",
            ])
        let byPath = Dictionary(uniqueKeysWithValues: found.map { ($0.path, $0) })
        for span in found {
            #expect(span.start <= span.end)
            guard let parent = span.parent else { continue }
            let outer = try #require(byPath[parent])
            #expect(outer.start <= span.start && span.end <= outer.end, "\(span.name) is not within \(outer.name)")
        }
        let attempt = try #require(byPath["greeter-3fa9c01/implementation/core#1"])
        #expect(attempt.status == .failed("validation exited 1"))
        #expect(attempt.attributes["process.exit.code"] == .int(1))
        #expect(attempt.attributes["cicd.pipeline.task.run.result"] == .string("failure"))
        #expect(attempt.end - attempt.start == .seconds(60))
    }

    @Test("what goes on ends where the journal does, and says so") func unfinished() throws {
        let found = try spans(Array(SampleRun.turnsToFailure().prefix(2))).spans
        let open = found.filter { $0.attributes["taskdaemon.unfinished"] == .bool(true) }
        #expect(open.map(\.name) == ["RUN taskdaemon", "implementation", "implementation/core attempt 1"])
        #expect(open.allSatisfy { $0.end >= $0.start && $0.status == .unset })
    }

    @Test("a run that is part of another hangs below that one's try") func part() throws {
        let found = try spans(SampleRun.turnsToFailure(), parent: "outer-1234567/build/main#1").spans
        #expect(found.first?.parent == "outer-1234567/build/main#1")
        #expect(
            Span.path(of: AttemptID(InstanceID("build", .main), 1), in: "outer-1234567") == "outer-1234567/build/main#1"
        )
    }

    @Test("the same run gives the same text, and another run other ids") func stable() throws {
        let one = try export(SampleRun.turnsToFailure())
        #expect(one == (try export(SampleRun.turnsToFailure())))
        #expect(SpanExport.traceID(of: "a-1234567") != SpanExport.traceID(of: "b-1234567"))
        #expect(SpanExport.traceID(of: "a-1234567") == SpanExport.traceID(of: "a-1234567"))
    }

    @Test("it is written as the protocol's JSON is: ids in hex, long numbers as text, enumerations as numbers")
    func protocolRules() throws {
        try OTLPRules.check(try export(SampleRun.turnsToFailure()))
        try OTLPRules.check(try export(Array(SampleRun.turnsToFailure().prefix(1))))
    }
}

/// The rules of OTLP's JSON encoding (OTLP 1.x, "JSON Protobuf Encoding") and of `trace.proto`, as far as it is used.
enum OTLPRules {
    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    static func check(_ json: JSON) throws {
        try members(json, ["resourceSpans"])
        var ids: Set<String> = []
        var parents: [(child: String, parent: String)] = []
        for resource in json["resourceSpans"]?.arrayValue ?? [] {
            try members(resource, ["resource", "scopeSpans"])
            try attributes(resource["resource"]?["attributes"])
            for scope in resource["scopeSpans"]?.arrayValue ?? [] {
                try members(scope, ["scope", "spans"])
                try members(scope["scope"], ["name", "version"])
                for span in scope["spans"]?.arrayValue ?? [] {
                    let id = try check(span: span)
                    guard ids.insert(id).inserted else { throw Broken(description: "two spans have the id \(id)") }
                    if let parent = span["parentSpanId"]?.stringValue { parents.append((id, parent)) }
                }
            }
        }
        guard !ids.isEmpty else { throw Broken(description: "there are no spans") }
        for (child, parent) in parents where !ids.contains(parent) {
            throw Broken(description: "\(child) has a parent that is not there")
        }
    }

    private static func check(span: JSON) throws -> String {
        try members(
            span,
            [
                "traceId", "spanId", "parentSpanId", "name", "kind", "startTimeUnixNano", "endTimeUnixNano",
                "attributes", "status",
            ])
        _ = try hex(span["traceId"], 32)
        if span["parentSpanId"] != nil { _ = try hex(span["parentSpanId"], 16) }
        guard let name = span["name"]?.stringValue, !name.isEmpty else { throw Broken(description: "no name") }
        guard case .int(let kind)? = span["kind"], (1...5).contains(kind) else { throw Broken(description: "kind") }
        let (start, end) = (try number(span["startTimeUnixNano"]), try number(span["endTimeUnixNano"]))
        guard start <= end, start > 1_000_000_000_000_000_000 else { throw Broken(description: "times of \(name)") }
        try attributes(span["attributes"])
        try members(span["status"], ["code", "message"])
        if let code = span["status"]?["code"] {
            guard case .int(let code) = code, (0...2).contains(code) else { throw Broken(description: "status") }
        }
        return try hex(span["spanId"], 16)
    }

    private static func members(_ json: JSON?, _ allowed: Set<String>) throws {
        guard let members = json?.objectValue else { throw Broken(description: "no object where one must be") }
        let others = Set(members.keys).subtracting(allowed)
        guard others.isEmpty else { throw Broken(description: "unknown members \(others)") }
    }

    private static func hex(_ json: JSON?, _ digits: Int) throws -> String {
        guard let text = json?.stringValue, text.count == digits, text.contains(where: { $0 != "0" }),
            text.allSatisfy({ $0.isHexDigit && !$0.isUppercase })
        else { throw Broken(description: "no id of \(digits) digits: \(json?.text ?? "nothing")") }
        return text
    }

    private static func number(_ json: JSON?) throws -> UInt64 {
        guard let text = json?.stringValue, let number = UInt64(text) else {
            throw Broken(description: "no number as text: \(json?.text ?? "nothing")")
        }
        return number
    }

    private static func attributes(_ json: JSON?) throws {
        guard let list = json?.arrayValue else { throw Broken(description: "no list of attributes") }
        var keys: Set<String> = []
        for attribute in list {
            try members(attribute, ["key", "value"])
            guard let key = attribute["key"]?.stringValue, !key.isEmpty, keys.insert(key).inserted else {
                throw Broken(description: "a key is missing or there twice")
            }
            try value(attribute["value"])
        }
    }

    private static func value(_ json: JSON?) throws {
        guard let members = json?.objectValue, members.count == 1, let (kind, value) = members.first else {
            throw Broken(description: "a value of not exactly one kind")
        }
        switch (kind, value) {
        case ("stringValue", .string), ("boolValue", .bool), ("doubleValue", .double), ("doubleValue", .int): return
        case ("intValue", .string(let text)) where Int64(text) != nil: return
        case ("arrayValue", .object(let array)):
            for element in array["values"]?.arrayValue ?? [] { try self.value(element) }
        default: throw Broken(description: "a value of kind \(kind) that is \(value.text)")
        }
    }
}

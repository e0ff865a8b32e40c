import Digests
public import JSONValues
public import Pipelines

/// Spans as OpenTelemetry's protocol writes them in JSON (OTLP 1, `TracesData`), which every tool that takes traces
/// reads: ids in hexadecimal digits, 64-bit numbers as text, enumerations as numbers.
public enum SpanExport {
    /// All spans as one trace of one resource.
    ///
    /// - Parameters:
    ///   - root: the run that all of them belong to in the end; the trace's id follows from its name.
    ///   - version: of the program.
    public static func json(_ spans: [Span], root: RunID, version: String) -> JSON {
        let trace = JSON.string(traceID(of: root))
        return [
            "resourceSpans": [
                [
                    "resource": [
                        "attributes": attributes([
                            "service.name": .string("taskdaemon"), "service.version": .string(version),
                        ])
                    ],
                    "scopeSpans": [
                        [
                            "scope": ["name": "taskdaemon", "version": .string(version)],
                            "spans": .array(spans.map { json($0, trace) }),
                        ]
                    ],
                ]
            ]
        ]
    }

    /// The same for the same run, whoever asks and when: 32 hexadecimal digits.
    static func traceID(of root: RunID) -> String { String(SHA256.hex("taskdaemon trace\0\(root)").prefix(32)) }

    /// The same for the same part of the same run: 16 hexadecimal digits.
    static func spanID(of path: String) -> String { String(SHA256.hex("taskdaemon span\0\(path)").prefix(16)) }

    private static func json(_ span: Span, _ trace: JSON) -> JSON {
        var members: [String: JSON] = [
            "traceId": trace, "spanId": .string(spanID(of: span.path)), "name": .string(span.name),
            "kind": .int(Int64(span.kind.rawValue)), "startTimeUnixNano": nanoseconds(span.start),
            "endTimeUnixNano": nanoseconds(span.end), "attributes": attributes(span.attributes),
            "status": status(span.status),
        ]
        if let parent = span.parent { members["parentSpanId"] = .string(spanID(of: parent)) }
        return .object(members)
    }

    private static func status(_ status: Span.Status) -> JSON {
        switch status {
        case .unset: [:]
        case .good: ["code": 1]
        case .failed(let message): ["code": 2, "message": .string(message)]
        }
    }

    private static func nanoseconds(_ instant: Instant) -> JSON {
        let (product, overflow) = instant.milliseconds.multipliedReportingOverflow(by: 1_000_000)
        return .string(String(overflow ? .max : max(0, product)))
    }

    private static func attributes(_ values: [String: Span.Value]) -> JSON {
        .array(values.sorted { $0.key < $1.key }.map { ["key": .string($0.key), "value": value($0.value)] })
    }

    private static func value(_ value: Span.Value) -> JSON {
        switch value {
        case .string(let text): ["stringValue": .string(text)]
        case .int(let number): ["intValue": .string(String(number))]
        case .double(let number): ["doubleValue": .double(number)]
        case .bool(let truth): ["boolValue": .bool(truth)]
        case .strings(let texts):
            ["arrayValue": ["values": .array(texts.map { ["stringValue": .string($0)] })]]
        }
    }
}

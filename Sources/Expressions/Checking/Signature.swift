/// What a function takes and gives; the receiver is the first parameter, and `nil` stands for any type.
struct Signature: Sendable {
    let parameters: [ValueType?]
    let result: Shape

    init(_ parameters: [ValueType?], _ result: Shape) {
        self.parameters = parameters
        self.result = result
    }

    init(_ parameters: [ValueType?], _ result: ValueType) { self.init(parameters, .of(result)) }

    /// Whether arguments of which this is known may be right.
    func accepts(_ arguments: [Shape]) -> Bool {
        guard arguments.count == parameters.count else { return false }
        return zip(arguments, parameters).allSatisfy { argument, parameter in
            guard let type = argument.type, let parameter else { return true }
            return type == parameter
        }
    }

    /// `(string, int)`
    var shown: String { "(\(parameters.map { $0?.description ?? "dyn" }.joined(separator: ", ")))" }
}

extension Signature {
    /// The signatures of every function but those whose result depends on their arguments' values.
    static let all: [String: [Signature]] = {
        var all = texts.merging(conversions) { $1 }.merging(numbers) { $1 }
        for name in ["getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfYear", "getDayOfWeek"] {
            all[name] = times
        }
        for name in ["getHours", "getMinutes", "getSeconds", "getMilliseconds"] {
            all[name] = times + [.init([.duration], .int)]
        }
        return all
    }()

    private static let times = [Signature([.timestamp], .int), Signature([.timestamp, .string], .int)]

    private static let texts: [String: [Signature]] = [
        "startsWith": [.init([.string, .string], .bool)], "endsWith": [.init([.string, .string], .bool)],
        "contains": [.init([.string, .string], .bool)], "matches": [.init([.string, .string], .bool)],
        "charAt": [.init([.string, .int], .string)],
        "indexOf": [.init([.string, .string], .int), .init([.string, .string, .int], .int)],
        "lastIndexOf": [.init([.string, .string], .int), .init([.string, .string, .int], .int)],
        "substring": [.init([.string, .int], .string), .init([.string, .int, .int], .string)],
        "lowerAscii": [.init([.string], .string)], "upperAscii": [.init([.string], .string)],
        "reverse": [.init([.string], .string)], "trim": [.init([.string], .string)],
        "split": [
            .init([.string, .string], .list(of: .of(.string))),
            .init([.string, .string, .int], .list(of: .of(.string))),
        ],
        "replace": [
            .init([.string, .string, .string], .string), .init([.string, .string, .string, .int], .string),
        ],
        "join": [.init([.list], .string), .init([.list, .string], .string)],
        "format": [.init([.string, .list], .string)],
        "strings.quote": [.init([.string], .string)],
        "base64.encode": [.init([.bytes], .string)], "base64.decode": [.init([.string], .bytes)],
        "slug": [.init([.string], .string)], "lines": [.init([.string], .list(of: .of(.string)))],
        "json": [.init([.string], .any)], "section": [.init([.string, .string], .string)],
        "front_matter": [.init([.string], .map)],
    ]

    private static let conversions: [String: [Signature]] = [
        "size": each([.string, .bytes, .list, .map], gives: .int), "type": [.init([nil], .type)],
        "int": each([.int, .uint, .double, .string, .timestamp], gives: .int),
        "uint": each([.uint, .int, .double, .string], gives: .uint),
        "double": each([.double, .int, .uint, .string], gives: .double),
        "string": each(
            [.string, .bool, .int, .uint, .double, .bytes, .timestamp, .duration, .type], gives: .string),
        "bool": each([.bool, .string], gives: .bool), "bytes": each([.bytes, .string], gives: .bytes),
        "timestamp": each([.timestamp, .int, .string], gives: .timestamp),
        "duration": each([.duration, .string], gives: .duration),
        "optional.none": [.init([], .optional)], "hasValue": [.init([.optional], .bool)],
    ]

    private static let numbers: [String: [Signature]] = {
        var numbers: [String: [Signature]] = [
            "math.sqrt": each([.int, .uint, .double], gives: .double),
            "math.abs": [ValueType.int, .uint, .double].map { .init([$0], $0) },
            "math.sign": [ValueType.int, .uint, .double].map { .init([$0], $0) },
            "math.bitNot": [ValueType.int, .uint].map { .init([$0], $0) },
        ]
        for name in ["ceil", "floor", "round", "trunc"] { numbers["math.\(name)"] = each([.double], gives: .double) }
        for name in ["isNaN", "isInf", "isFinite"] { numbers["math.\(name)"] = each([.double], gives: .bool) }
        for name in ["bitAnd", "bitOr", "bitXor"] {
            numbers["math.\(name)"] = [ValueType.int, .uint].map { .init([$0, $0], $0) }
        }
        for name in ["bitShiftLeft", "bitShiftRight"] {
            numbers["math.\(name)"] = [ValueType.int, .uint].map { .init([$0, .int], $0) }
        }
        return numbers
    }()

    private static func each(_ types: [ValueType], gives result: ValueType) -> [Signature] {
        types.map { Signature([$0], result) }
    }
}

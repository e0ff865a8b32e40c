import Expressions
import Foundation
import JSONValues
import Testing

@Suite("Random expressions")
struct FuzzTests {
    /// SplitMix64, so that a failure comes again.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    private static let pieces = [
        "a", "b", "x", "0", "1", "-1", "9223372036854775807", "-9223372036854775808", "18446744073709551615u", "0u",
        "1.5", "0.0", "1e308", "double('NaN')", "'s'", "'é👩‍👩‍👧\\n'", "b'\\xff'", "\"%d %s %.3f\"", "null", "true", "false",
        "[]", "[1, 2, 3]", "{}", "{'k': 1, 2: 'x'}", "int", "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=",
        "&&", "||", "!", "?", ":", "in", ".", ".?", "[", "[?", "]", "(", ")", "{", "}", ",", "has(", "size(", "int(",
        "uint(", "double(", "string(", "bytes(", "bool(", "type(", "dyn(", "timestamp(", "duration(", "'1h'",
        "cel.bind(x,",
        ".all(x,", ".exists(x,", ".exists_one(x,", ".map(x,", ".filter(x,", ".transformList(x, b,",
        ".transformMap(x, b,",
        ".optMap(x,", ".orValue(", ".substring(", ".indexOf(", ".lastIndexOf(", ".replace(", ".split(", ".join(",
        ".charAt(", ".format(", ".trim()", ".reverse()", "math.greatest(", "math.bitShiftLeft(", "math.abs(",
        "optional.of(",
        "optional.none()", "strings.quote(", "base64.decode(", ".getHours(", "'2009-02-13T23:31:30Z'", "'+25:99'", "`",
        "'",
        "\"", "\\", "//", "\n", "\u{0}", "§", "for", "0x", "1e", ".5", "'''", "r'", "b\"",
    ]

    private static let bindings = Bindings([
        "a": ["k": [1, 2.5, "s", nil, ["n": true]], "s": "text"], "b": -5,
    ])

    private static func run(_ source: String) -> Bool {
        let limits = ExpressionLimits(steps: 5000, size: 100_000)
        guard let expression = try? Expression(parsing: source, limits: limits) else { return false }
        let result = expression.evaluate(in: bindings, limits: limits)
        _ = expression.explain(in: bindings, limits: limits)
        _ = expression.check(names: ["a", "b"])
        _ = expression.check(roots: [
            "a": .map(["s": .of(.string), "k": .list(of: .any)], isClosed: true), "b": .of(.int),
        ])
        _ = expression.rootPaths
        if case .value(let value) = result { _ = (value.json, value.reported, value.description) }
        return true
    }

    @Test("nothing made of the language's own words crashes", arguments: 1...4)
    func words(seed: UInt64) {
        var generator = Generator(state: seed)
        var parsed = 0
        for _ in 0..<4000 {
            let count = Int.random(in: 1...14, using: &generator)
            let words = (0..<count).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }
            if Self.run(words.joined(separator: Bool.random(using: &generator) ? " " : "")) { parsed += 1 }
        }
        print("fuzz: seed \(seed): \(parsed) of 4000 were expressions")
    }

    @Test("no expression built by the grammar crashes", arguments: 1...4)
    func grammar(seed: UInt64) {
        var generator = Generator(state: seed)
        var parsed = 0
        for _ in 0..<2000 where Self.run(Self.expression(depth: 4, &generator)) { parsed += 1 }
        #expect(parsed > 1900)
    }

    /// With `TASKDAEMON_FUZZ_SECONDS` set, it goes on that long, with seeds that it prints.
    @Test("no expression built by the grammar, then changed here and there, crashes or takes long")
    func changed() {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["TASKDAEMON_FUZZ_SECONDS"].flatMap { Int($0) } ?? 0
        let first = environment["TASKDAEMON_FUZZ_SEED"].flatMap { UInt64($0) } ?? 100
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        var seed = first
        var slowest = (time: Duration.zero, source: "")
        repeat {
            if seconds > 0, seed % 100 == 0 { print("fuzz: seed \(seed)") }
            var generator = Generator(state: seed)
            for _ in 0..<200 {
                let source = Self.changed(Self.expression(depth: 6, &generator), &generator)
                let time = clock.measure { _ = Self.run(source) }
                if time > slowest.time { slowest = (time, source) }
            }
            seed += 1
        } while clock.now < end || seed < first + 10
        print("fuzz: seeds \(first)..<\(seed), the slowest took \(slowest.time)")
        // Reading, evaluating, explaining and checking, in a debug build on a busy machine.
        #expect(slowest.time < .seconds(5), "\(slowest.source)")
    }

    /// Takes a part out, doubles one, or puts a word in.
    private static func changed(_ source: String, _ generator: inout Generator) -> String {
        var characters = Array(source)
        for _ in 0..<Int.random(in: 0...2, using: &generator) where characters.count > 2 {
            let start = Int.random(in: 0..<characters.count - 1, using: &generator)
            let end = min(characters.count, start + Int.random(in: 1...12, using: &generator))
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: characters.removeSubrange(start..<end)
            case 1: characters.insert(contentsOf: characters[start..<end], at: start)
            default: characters.insert(contentsOf: pieces.randomElement(using: &generator) ?? "", at: start)
            }
        }
        return String(characters)
    }

    @Test("no change of one byte in a conformance case crashes")
    func mutations() throws {
        guard let suite = ConformanceSuite.located() else { return }
        var generator = Generator(state: 7)
        for file in try suite.files() {
            for each in try suite.cases(in: file) {
                var bytes = Array(each.source.utf8)
                for _ in 0..<3 where !bytes.isEmpty {
                    let place = Int.random(in: bytes.indices, using: &generator)
                    bytes[place] = UInt8.random(in: 0...255, using: &generator)
                    _ = Self.run(String(decoding: bytes, as: UTF8.self))
                }
                _ = Self.run(String(each.source.prefix(each.source.count / 2)))
            }
        }
    }

    private static func expression(depth: Int, _ generator: inout Generator) -> String {
        let leaves = pieces[0..<26]
        guard depth > 0, Int.random(in: 0..<5, using: &generator) > 0 else {
            return leaves.randomElement(using: &generator) ?? "1"
        }
        func part(_ generator: inout Generator) -> String { expression(depth: depth - 1, &generator) }
        let operators = pieces[26..<36] + ["&&", "||", "in", "%"]
        switch Int.random(in: 0..<9, using: &generator) {
        case 0, 1:
            let symbol = operators.randomElement(using: &generator) ?? "+"
            return "(\(part(&generator)) \(symbol) \(part(&generator)))"
        case 2: return "(\(part(&generator)) ? \(part(&generator)) : \(part(&generator)))"
        case 3: return "[\(part(&generator)), ?optional.of(\(part(&generator)))]"
        case 4: return "{\(part(&generator)): \(part(&generator))}"
        case 5: return "(\(part(&generator)))[\(part(&generator))]"
        case 6:
            let macro = ["all", "exists", "exists_one", "map", "filter"].randomElement(using: &generator) ?? "all"
            return "(\(part(&generator))).\(macro)(x, \(part(&generator)))"
        case 7:
            let names = [
                "substring", "indexOf", "lastIndexOf", "replace", "split", "format", "charAt", "join", "orValue",
            ]
            let name = names.randomElement(using: &generator) ?? "split"
            return "(\(part(&generator))).\(name)(\(part(&generator)), \(part(&generator)))"
        default:
            let names = [
                "size", "int", "uint", "double", "string", "timestamp", "duration", "math.greatest", "math.abs",
                "base64.decode", "bytes", "-", "!", "slug", "lines", "json", "front_matter",
            ]
            let name = names.randomElement(using: &generator) ?? "size"
            return "\(name)(\(part(&generator)))"
        }
    }
}

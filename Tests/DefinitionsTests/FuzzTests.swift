import Definitions
import Pipelines
import Testing

@Suite("Mutated files")
struct FuzzTests {
    /// SplitMix64: small, seeded, the same everywhere.
    struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
    }

    @Test("whatever is done to the built-in files, each gives a pipeline or an error", arguments: 0..<8)
    func mutate(seed: Int) throws {
        var random = Random(state: UInt64(seed))
        var seeds = shipped.pipelines.values.sorted { $0.count < $1.count }
        seeds.append(Array("stages: [{name: a, loop_type: mine, run: [a], when: 'true', env: [A]}]".utf8))
        for _ in 0..<60 {
            var own: [String: [UInt8]] = [:]
            for (name, bytes) in [
                ("pipelines/p.yml", seeds.randomElement(using: &random) ?? []),
                ("loops/mine.yml", Array("extends: shell\nrun: make\nkeep: [a]\nidle_timeout: 3s".utf8)),
                ("config.yml", Array("trust: local\nwatch: [a]\ndocuments: {plan: x}".utf8)),
            ] { own[name] = mutated(bytes, with: &random) }
            let loaded = Definitions.load(DefinitionFiles(files: own), builtIn: shipped)
            for pipeline in loaded.pipelines.values {
                guard case .failure(let invalid) = pipeline.result else { continue }
                #expect(invalid.diagnostics.contains { $0.severity == .error })
            }
            for finding in loaded.diagnostics {
                #expect(finding.line > 0 && finding.column > 0)
                #expect(!finding.message.unicodeScalars.contains { $0.properties.generalCategory == .control })
                let source = own[String(finding.file.dropFirst(".taskdaemon/".count))] ?? []
                #expect(!finding.rendered(source: String(decoding: source, as: UTF8.self)).isEmpty)
            }
        }
    }

    private func mutated(_ bytes: [UInt8], with random: inout Random) -> [UInt8] {
        var bytes = bytes
        let spice = Array("{}[]:,-?&*!|>'\"%@`#\n\t ~<\u{0}é".utf8) + [0xFF, 0xC3]
        for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let length = min(Int.random(in: 1...12, using: &random), bytes.count - place)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(spice.randomElement(using: &random) ?? 0, at: place)
            case 2: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 3: bytes.removeSubrange(place..<(place + length))
            default:
                let part = Array(bytes[place..<(place + length)])
                bytes.insert(contentsOf: part, at: Int.random(in: 0...bytes.count, using: &random))
            }
        }
        return bytes
    }
}

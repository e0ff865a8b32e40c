import JSONValues
import Testing

@testable import Execution

@Suite("The text of what attempts are given") struct InputTextsTests {
    /// About 300 KB.
    private static let common: JSON = .array((0..<5000).map { ["id": .int($0), "text": "a line\nand \"more\""] })

    private func text(_ pieces: [[UInt8]]) -> String { String(decoding: pieces.joined(), as: UTF8.self) }

    @Test(
        "is the same value, also where parts of it are kept",
        arguments: [
            [
                "common": common, "number": 1, "none": [:], "empty": [],
                "deep": ["a": ["b": ["c": ["d": [1, 2.5, nil]]]]],
            ],
            [:], [1, 2], "text", ["ä\u{1}": "x", "item": ["common": common, "own": ["a"]]],
        ] as [JSON])
    func same(value: JSON) throws {
        let texts = InputTexts()
        for _ in 0..<2 {
            let text = text(texts.pieces(of: value))
            #expect((try JSON(parsing: text.utf8) == value) as Bool)
        }
    }

    @Test("has what many share once in memory, wherever it stands", arguments: ["common", "item"])
    func shared(name: String) {
        let texts = InputTexts()
        var places: Set<UnsafeRawPointer?> = []
        var rest = 0
        for number in 0..<20 {
            let common: JSON = name == "common" ? Self.common : ["inner": Self.common, "id": .int(Int64(number))]
            let pieces = texts.pieces(of: [name: common, "number": .int(Int64(number))])
            for piece in pieces {
                if piece.count > InputTexts.large {
                    places.insert(piece.withUnsafeBytes { $0.baseAddress })
                } else {
                    rest += piece.count
                }
            }
        }
        #expect(places.count == 1)
        #expect(rest < 20 * 100)
    }
}

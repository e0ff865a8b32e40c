import Digests
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    @Test(
        "the published test vectors hash to what FIPS 180-4 says",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrst"
                    + "nopqrstu",
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
            ),
        ])
    func vectors(text: String, expected: String) {
        #expect(SHA256.hex(text) == expected)
    }

    @Test("a million letters hash as published")
    func long() {
        let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(SHA256.hex([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)) == expected)
    }

    @Test("every length around a block's end is padded to its own hash")
    func padding() {
        let hashes = (0...200).map { SHA256.hash([UInt8](repeating: 0, count: $0)) }
        #expect(Set(hashes).count == 201)
        #expect(hashes.allSatisfy { $0.count == 32 })
    }
}

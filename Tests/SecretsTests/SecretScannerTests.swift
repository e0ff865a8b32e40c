import Secrets
import Testing

@Suite("looking for secrets in content")
struct SecretScannerTests {
    private let scanner = SecretScanner(
        SecretMask([Secret(name: "API_TOKEN", value: Array("correct-horse-battery".utf8))]))

    private func what(_ text: String) -> [String] {
        scanner.findings(in: Array(text.utf8)).map { "\($0.line): \($0.what)" }
    }

    /// Put together here, so that this file holds no such text.
    private static let keys: [(text: String, what: String)] = [
        ("AKIA" + "Z3MHALF2TESTHZYQ", "an AWS access key id"),
        ("ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a", "a GitHub token"),
        ("github_pat_" + "11ABCDEFG0aBcDeFgHiJkL_" + String(repeating: "a1B2c3D4", count: 7) + "xyz", "a GitHub token"),
        ("glpat-" + "x7Yz_12abCDefGHij-kl", "a GitLab token"),
        ("xoxb-" + "123456789012-1234567890123-AbCdEfGhIjKlMnOp", "a Slack token"),
        ("AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q", "a Google API key"),
        ("sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc", "a Stripe key"),
        ("sk-ant-" + "api03-a1B2c3D4e5F6g7H8i9J0-k1L2m3N4o5P6", "an Anthropic API key"),
        ("sk-proj-" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0_u1V2", "an OpenAI API key"),
        ("sk-" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4", "an API key"),
        ("npm_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8", "an npm token"),
        ("-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEpAIBAAKCAQEAr3x0\n", "a private key"),
        ("-----BEGIN OPENSSH " + "PRIVATE KEY-----\\nb3BlbnNzaC1rZXktdjEAAAAA\\n", "a private key"),
    ]

    @Test("keys of well-known forms are found, with their line", arguments: keys)
    func forms(key: (text: String, what: String)) {
        #expect(what("first\nkey = \"\(key.text)\"\n") == ["2: \(key.what)"])
    }

    @Test(
        "what only looks like one is left alone",
        arguments: [
            "AKIA" + "IOSFODNN7EXAMPLE", "XAKIA" + "Z3MHALF2TESTHZYQ", "AKIA" + "Z3MHALF2TESTHZYQa",
            "ghp_" + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "ghp_" + "short", "sk-ant-" + "your-key-goes-here-please",
            "a task-" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4", "sk_live_" + "...",
            "the line -----BEGIN RSA " + "PRIVATE KEY----- opens a key\n",
            "-----BEGIN CERTIFICATE-----\nMIIEpAIBAAKCAQEAr3x0",
            "-----BEGIN RSA PUBLIC KEY-----\nMIIEpAIBAAKCAQEAr3x0\n",
        ])
    func placeholders(text: String) { #expect(what(text) == []) }

    @Test("a known value is found as it is, in base64 and in a URL, and only said by its name")
    func values() {
        let found = what("a\nb correct-horse-battery\nPGNvcnJlY3QtaG9yc2UtYmF0dGVyeT4=\n")
        #expect(found == ["2: the value of API_TOKEN", "3: the value of API_TOKEN in base64"])
    }

    @Test("what the old content held is not new")
    func replaced() {
        let key = Self.keys[0].text
        let other = "AKIA" + "Q7RSHALF2TESTHZ2Q"
        let old = Array("key \(key)\n".utf8)
        let new = Array("// more\nkey \(key)\nkey \(String(other.prefix(20)))\n".utf8)
        #expect(scanner.findings(in: new, replacing: { old }).map(\.line) == [3])
        #expect(scanner.findings(in: new, replacing: { nil }).map(\.line) == [2, 3])
    }

    @Test("bytes that are no text do no harm")
    func binary() {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        #expect(scanner.findings(in: bytes) == [])
        #expect(scanner.findings(in: Array("-----BEGIN ".utf8)) == [])
        #expect(scanner.findings(in: Array("AKIA".utf8)) == [])
    }
}

import GitNames
import Testing

@Suite("Slugs")
struct SlugTests {
    @Test(
        "text of letters, digits and separators keeps all of it",
        arguments: [
            ("008-crash-recovery", "008-crash-recovery"), ("Core Trait Definition", "core-trait-definition"),
            ("a__b..c//d", "a-b-c-d"), ("-x-", "x"), ("Phase 1", "phase-1"),
        ])
    func plain(text: String, slug: String) {
        #expect(Slug.make(text) == slug)
    }

    @Test("text that loses characters ends in a hash, and stays apart from its neighbours")
    func lossy() {
        let slugs = ["naïve", "nave!", "nave", "Größe", "Grüße", "", " ", "日本", "🙂", "a & b", "a + b"].map {
            Slug.make($0)
        }
        #expect(Set(slugs).count == slugs.count)
        #expect(Slug.make("nave") == "nave")
        #expect(Slug.make("nave!").hasPrefix("nave-"))
        #expect(Slug.make("nave!").count == "nave-".count + 7)
    }

    @Test("a slug is never empty, never long, and its own slug")
    func bounds() {
        let texts = ["", "-", "日本", String(repeating: "ab ", count: 500), String(repeating: "x", count: 61)]
        for text in texts + [String(repeating: "x", count: 60)] {
            let slug = Slug.make(text)
            #expect((1...60).contains(slug.utf8.count))
            #expect(slug.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 })
            #expect(!slug.hasPrefix("-") && !slug.hasSuffix("-"))
            #expect(Slug.make(slug) == slug)
        }
        #expect(Slug.make(String(repeating: "x", count: 60)) == String(repeating: "x", count: 60))
    }
}

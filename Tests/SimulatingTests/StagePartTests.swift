import Pipelines
import Simulating
import Testing

@Suite struct StagePartTests {
    @Test("a part is a stage, or an instance of one, and nothing else") func reading() {
        #expect(StagePart("build") == StagePart("build" as StageName))
        #expect(StagePart("build/linux")?.instance == "linux")
        #expect(StagePart("build/linux")?.description == "build/linux")
        for text in ["", "/", "build/", "/linux", "a/b/c"] { #expect(StagePart(text) == nil) }
    }
}

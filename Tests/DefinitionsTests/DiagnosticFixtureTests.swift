import Foundation
import JSONValues
import Schemas
import Templates
import Testing

@testable import Definitions

/// Every kind of mistake, and what is said of it: files in `Diagnostics`, one for each kind.
///
/// A new case needs its files only: `RENEW_SNAPSHOTS=1 swift test --filter DiagnosticFixtureTests` writes what is found.
/// Then look at the difference.
@Suite("Every kind of mistake") struct DiagnosticFixtureTests {
    private static let isRenewed = ProcessInfo.processInfo.environment["RENEW_SNAPSHOTS"] != nil

    @Test("has its file, and no file is left over")
    func complete() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: DiagnosticFixture.folder)
        let kinds = Set(Diagnostic.Kind.allCases).subtracting([.document])
        #expect(Set(files) == Set(kinds.map { $0.rawValue + ".txt" }))
        #expect(Set(DiagnosticFixture.all.map(\.kind)) == kinds)
        #expect(Set(DiagnosticFixture.all.map(\.testDescription)).count == DiagnosticFixture.all.count)
    }

    @Test("is said as its snapshot says", arguments: Diagnostic.Kind.allCases.filter { $0 != .document })
    func snapshot(kind: Diagnostic.Kind) throws {
        let cases = DiagnosticFixture.all.filter { $0.kind == kind }
        var text = ""
        for fixture in cases {
            let found = fixture.findings(isStrict: Diagnostic.Kind.lints.contains(kind))
            #expect(found.contains { $0.kind == kind }, "\(fixture.what): \(found.map(\.kind.rawValue))")
            text += fixture.text(found: fixture.rendered(found))
            if Diagnostic.Kind.lints.contains(kind) { #expect(fixture.findings(isStrict: false) == []) }
        }
        let path = DiagnosticFixture.path(of: kind)
        if Self.isRenewed { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
        let kept = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        #expect(text == kept, "see the comment above for how to renew it")
    }
}

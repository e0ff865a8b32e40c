import Git
import Pipelines
import Secrets

/// Says of content that is about to be committed whether it may be.
struct ContentGuard: Sendable {
    private let mask: SecretMask
    private let scanner: SecretScanner
    private let allowed: [Glob]

    /// - Parameters:
    ///   - mask: knows the values that must not be committed.
    ///   - allowed: globs of files that may hold what looks like a key.
    init(_ mask: SecretMask, allowing allowed: [String] = []) {
        self.mask = mask
        scanner = SecretScanner(mask)
        self.allowed = allowed.map { Glob($0) }
    }

    /// Gathers what is wrong with the content that it is shown.
    final class Inspection {
        private let guarding: ContentGuard
        private var places: [String] = []
        private var hasForms = false

        init(_ guarding: ContentGuard) { self.guarding = guarding }

        /// Looks at a file, a link's target, or a commit.
        func inspect(_ path: RawPath, _ content: [UInt8], _ old: () -> [UInt8]?) {
            let shown = guarding.mask.masked(path.display)
            if shown != path.display { add("\(shown) has the value of a secret in its name") }
            let isAllowed = guarding.allowed.contains { $0.matches(path.display) }
            for finding in guarding.scanner.findings(in: content, replacing: old)
            where finding.isValue || !isAllowed {
                hasForms = hasForms || !finding.isValue
                add("\(shown):\(finding.line) holds \(finding.what)")
            }
        }

        /// Why nothing of it may be committed; `nil` when nothing was found.
        var failure: AttemptFailure? {
            guard !places.isEmpty else { return nil }
            let shown = places.prefix(10).joined(separator: ", ")
            let more = places.count > 10 ? ", and \(places.count - 10) more" : ""
            let remedy = hasForms ? "; a file that must hold such a text is named in `secrets_allow`" : ""
            return AttemptFailure(.config, "secrets: nothing was committed, because \(shown)\(more)\(remedy)")
        }

        private func add(_ place: String) {
            if !places.contains(place) { places.append(place) }
        }
    }
}

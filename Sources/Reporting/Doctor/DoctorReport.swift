/// What is in order with a workspace and this machine, and what is not: what `doctor --json` gives.
public struct DoctorReport: Codable, Hashable, Sendable {
    /// In the order they were made.
    public var checks: [Check]

    /// One check.
    public struct Check: Codable, Hashable, Sendable {
        /// How it came out.
        public enum Outcome: String, Codable, Hashable, Sendable {
            case good
            /// It works, and something will be missing or slower.
            case doubtful
            /// Runs cannot work until it is put right.
            case bad
        }

        /// What was looked at.
        public var name: String
        /// How it came out.
        public var outcome: Outcome
        /// What was found.
        public var detail: String
        /// What to do about it.
        @OrNull public var hint: String?

        /// States a finding.
        public init(_ name: String, _ outcome: Outcome, _ detail: String, hint: String? = nil) {
            self.name = name
            self.outcome = outcome
            self.detail = detail
            self.hint = hint
        }
    }

    /// Takes findings.
    public init(checks: [Check]) { self.checks = checks }

    /// Whether nothing is bad.
    public var isHealthy: Bool { !checks.contains { $0.outcome == .bad } }

    /// One line for each check; a hint below what is not good.
    public func page() -> Page {
        var page = Page()
        let width = checks.map(\.name.count).max() ?? 0
        for check in checks {
            let mark: StyledText =
                switch check.outcome {
                case .good: StyledText("✓", .good)
                case .doubtful: StyledText("!", .waiting)
                case .bad: StyledText("✗", .bad)
                }
            let padding = String(repeating: " ", count: width - check.name.count + 2)
            page.add(mark + StyledText(" \(check.name)\(padding)\(check.detail)"))
            if let hint = check.hint { page.add(StyledText(hint, .faint), level: 2) }
        }
        return page
    }
}

/// What a part of a workspace would run, held against what it was allowed to run before.
public struct CommandDiff: Hashable, Sendable {
    /// A pipeline's stage, or a run.
    public var origin: String
    /// The file that says so; `nil` where that is not known.
    public var file: String?
    /// The lines, in the order of both.
    public private(set) var lines: [Line] = []

    /// One line of a command.
    public struct Line: Hashable, Sendable {
        /// Where it stands.
        public enum Mark: String, Hashable, Sendable {
            case kept = " "
            case removed = "-"
            case added = "+"
        }

        /// Where it stands.
        public var mark: Mark
        /// The line.
        public var text: String
    }

    /// Compares two lists of commands, line by line; with very many lines all of them are new.
    public init(of origin: String, in file: String?, from before: [String], to after: [String]) {
        self.origin = origin
        self.file = file
        let old = Self.lines(of: before)
        let new = Self.lines(of: after)
        guard old.count + new.count <= Self.mostLines else {
            lines = new.map { Line(mark: .added, text: $0) }
            return
        }
        let change = new.difference(from: old)
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for step in change {
            switch step {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if left < old.count, removed.contains(left) {
                lines.append(Line(mark: .removed, text: old[left]))
                left += 1
            } else if right < new.count, added.contains(right) {
                lines.append(Line(mark: .added, text: new[right]))
                right += 1
            } else {
                lines.append(Line(mark: .kept, text: new[right]))
                (left, right) = (left + 1, right + 1)
            }
        }
    }

    private static func lines(of commands: [String]) -> [String] {
        commands.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    }

    private static let mostLines = 4000

    /// Where it stands, and each line with its mark: whole, since what is cut off or hidden cannot be agreed to.
    public var page: Page {
        var page = Page()
        page.add(StyledText(origin, .name) + StyledText(file.map { "  \($0)" } ?? "", .faint))
        for line in lines {
            let meaning: StyledText.Meaning =
                switch line.mark {
                case .kept: .faint
                case .removed: .bad
                case .added: .good
                }
            page.add(StyledText("\(line.mark.rawValue) \(line.text)", meaning), level: 1)
        }
        return page
    }
}

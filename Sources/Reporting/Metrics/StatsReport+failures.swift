import Orchestration
import Pipelines

extension StatsReport.Failure {
    /// The failures of all runs, those alike together.
    static func all(of runs: [RunMeasures], in window: Window) -> [Self] {
        struct Kind: Hashable {
            var key: StageKey
            var errorClass: ErrorClass
            var stem: String
        }
        var found: [Kind: (count: Int, run: RunMeasures, newest: RunMeasures.Attempt, message: String)] = [:]
        for run in runs {
            for attempt in run.attempts where !attempt.isRun && window.holds(attempt.at) {
                guard let failure = attempt.failure else { continue }
                let kind = Kind(
                    key: StageKey(run.pipeline, attempt.id.instance.stage), errorClass: failure.errorClass,
                    stem: FailureStem.of(failure.message))
                let old = found[kind]
                let count = (old?.count ?? 0) + 1
                if let old, old.newest.at > attempt.at {
                    found[kind]?.count = count
                } else {
                    found[kind] = (count, run, attempt, failure.message)
                }
            }
        }
        let sorted = found.sorted { left, right in
            if left.value.count != right.value.count { return left.value.count > right.value.count }
            if left.value.newest.at != right.value.newest.at { return left.value.newest.at > right.value.newest.at }
            return (left.key.key, left.key.stem) < (right.key.key, right.key.stem)
        }
        return sorted.map { kind, seen in
            Self(
                class: kind.errorClass.rawValue, stem: kind.stem, message: seen.message,
                pipeline: kind.key.pipeline.rawValue, stage: kind.key.stage.rawValue, count: seen.count,
                path: "\(seen.run.id)/\(seen.newest.id.instance)", at: seen.newest.at.isoText)
        }
    }
}

/// What messages of failures of the same kind have in common.
enum FailureStem {
    /// The first line, with `N` for each number and `…` for each name of an object; exit codes stay.
    static func of(_ message: String) -> String {
        let line = message.split(whereSeparator: \.isNewline).first ?? ""
        var words: [String] = []
        for word in line.prefix(200).split(separator: " ") {
            let isCode = words.last.map { ["exited", "exit", "code", "signal"].contains($0) } ?? false
            words.append(isCode ? String(word) : general(word))
        }
        return words.joined(separator: " ")
    }

    private static func general(_ word: Substring) -> String {
        let core = word.drop { !$0.isLetter && !$0.isNumber }
        let name = core.prefix { $0.isASCII && $0.isHexDigit }
        if name.count >= 7, name.contains(where: \.isNumber) {
            return "\(word[..<name.startIndex])…\(word[name.endIndex...])"
        }
        var text = ""
        for character in word {
            guard character.isASCII, character.isNumber else {
                text.append(character)
                continue
            }
            if text.last != "N" { text.append("N") }
        }
        return text
    }
}

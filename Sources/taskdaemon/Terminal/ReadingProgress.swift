import Reporting

/// How far many runs have been read, on a line at the bottom of the terminal, once that takes a moment.
final class ReadingProgress: Sendable {
    private let begin = ContinuousClock.now

    /// Shows it from now on, where there is a terminal.
    static func shown(for reader: WorkspaceReader) {
        guard Terminal.canShowProgress else { return }
        let progress = ReadingProgress()
        reader.progress = { done, count in progress.tell(done, count) }
    }

    private func tell(_ done: Int, _ count: Int) {
        guard done < count else { return Terminal.show(progress: nil) }
        guard .now - begin > .milliseconds(300) else { return }
        Terminal.show(progress: StyledText("reading runs  \(done) of \(count)", .faint))
    }
}

import Foundation
import Reporting

/// What runs, on a line at the bottom of the terminal, while a command waits for it.
enum Progress {
    /// Shows the line while the body runs; without a terminal only the body.
    static func shown<Result>(during body: () async throws -> Result) async rethrows -> Result {
        guard Terminal.canShowProgress else { return try await body() }
        async let _: Void = tell()
        // Left by either way, the other task is cancelled and waited for: the line is gone before anything is said.
        let result = try await body()
        Terminal.show(progress: nil)
        return result
    }

    private static func tell() async {
        guard let reader = try? WorkspaceReader(at: FileManager.default.currentDirectoryPath),
            let local = try? LocalWorkspace(reader)
        else { return }
        let settings = local.settingsAtHead
        var cache = RunCache()
        var tick = 0
        while !Task.isCancelled {
            _ = try? cache.refresh(from: reader)
            let line = ProgressText.line(
                cache.report(under: settings), lastLines: LiveLines.read(cache.runs, local), width: Terminal.width - 1,
                at: Terminal.now,
                tick: tick)
            if !Task.isCancelled { Terminal.show(progress: line) }
            tick += 1
            try? await Task.sleep(for: .milliseconds(150))
        }
        Terminal.show(progress: nil)
    }
}

import Foundation
import Orchestration
import Pipelines
import Testing

@testable import Reporting

/// The live view as a value: reports and keys in, lines out.
@Suite struct WatchScreenTests {
    private let now = SampleRun.start + .seconds(200)

    private func screen(_ runs: Run...) -> WatchScreen { WatchScreen(StatusReport(runs), daemon: "process 7") }

    private func frame(_ screen: WatchScreen, _ width: Int, _ height: Int, tick: Int = 0) -> [String] {
        var screen = screen
        return screen.frame(width: width, height: height, at: now, tick: tick).map { $0.written(in: .off) }
    }

    @Test("a run is a tree with progress, time, last lines and reasons") func tree() throws {
        var screen = screen(try SampleRun.fannedOut())
        screen.lastLines = ["greeter-3fa9c01/implementation/core": "compiling main.swift"]
        #expect(
            frame(screen, 80, 12).joined(separator: "\n") == """
                taskdaemon  1 run, 1 not ended  daemon running

                  | greeter-3fa9c01   running     1/2  3:20  plans/greeter.md
                    ✓ specification   succeeded              1 iteration
                    | implementation  running     0/3  3:10
                >     | core          running    1/20  3:10  compiling main.swift
                      ○ cli           pending                trigger_false: spec.dependencies_m…
                      ○ lost          pending                unknown_dependency: there is no sp…



                l logs  d diff  w why  p pause  x cancel  ? more  q quit
                """)
    }

    @Test("what was used stands before what is said, and of how much where that is bounded") func cost() throws {
        var report = StatusReport([try SampleRun.fannedOut()])
        report.runs[0].usage = UsageReport(Usage(input: 1000, output: 200, cost: 420_000) + Usage(input: 1))
        report.runs[0].stages[1].instances[0].usage = UsageReport(Usage(input: 12_000, output: 300))
        report.runs[0].stages[1].budget = BudgetReport(Account(), Budget(cost: 5_000_000))
        let lines = frame(WatchScreen(report, daemon: "process 7"), 80, 12)
        #expect(lines.contains { $0.hasSuffix("≥$0.42  plans/greeter.md") })
        #expect(lines.contains { $0.contains("running     0/3  3:10  $0.00 of $5.00") })
        #expect(lines.contains { $0.contains("3:10  12.3k tokens") })
    }

    @Test("no line is ever wider than the terminal, and no frame higher", arguments: [1, 7, 20, 33, 79, 80, 200])
    func everyWidth(width: Int) throws {
        var screen = screen(try SampleRun.fannedOut(title: "日本語のタイトル"), try SampleRun.failed(message: "é́́ 日本語 👨‍👩‍👧‍👦 ⚡️ ✅"))
        screen.lastLines = ["greeter-3fa9c01/implementation/core": "日本語テキストがここに続きます 日本語テキスト e\u{301}\u{302}"]
        for height in [1, 2, 3, 5, 6, 24] {
            let lines = screen.frame(width: width, height: height, at: now, tick: 0)
            #expect(lines.count == height)
            for line in lines { #expect(line.columns <= width, "\(width)x\(height): \(line.written(in: .off))") }
        }
    }

    @Test("colours are only added: without them the same text stands there") func colours() throws {
        var screen = screen(try SampleRun.fannedOut())
        let lines = screen.frame(width: 80, height: 24, at: now, tick: 0)
        for line in lines {
            let plain = TerminalText.withoutSequences(line.written(in: .on))
            #expect(plain == line.written(in: .off))
        }
    }

    @Test("what runs turns, and nothing else differs from one tick to the next") func spinner() throws {
        let screen = screen(try SampleRun.fannedOut())
        let (one, two) = (frame(screen, 80, 24, tick: 0), frame(screen, 80, 24, tick: 1))
        let differing = zip(one, two).filter { $0 != $1 }
        #expect(differing.count == 3)
        #expect(differing.allSatisfy { $0.replacing("|", with: "/") == $1 })
    }

    @Test("the marked row stays in view, and its path is what keys are about") func scrolling() throws {
        var screen = screen(try SampleRun.fannedOut())
        #expect(screen.handle(.end, page: 2, at: now) == nil)
        #expect(frame(screen, 80, 3)[1].hasPrefix(">     ○ lost"))
        #expect(
            screen.handle(.character("w"), page: 2, at: now) == .show(["why", "greeter-3fa9c01/implementation/lost"]))
        #expect(screen.handle(.home, page: 2, at: now) == nil)
        #expect(frame(screen, 80, 3)[0].hasPrefix("> | greeter"))
        #expect(screen.handle(.character("l"), page: 2, at: now) == nil)
        #expect(screen.message != nil)
    }

    @Test("enter folds and unfolds, left goes up") func folding() throws {
        var screen = screen(try SampleRun.fannedOut())
        #expect(screen.handle(.left, page: 5, at: now) == nil)
        #expect(screen.handle(.enter, page: 5, at: now) == nil)
        #expect(frame(screen, 80, 24).contains { $0.hasPrefix(">   |+implementation") })
        #expect(!frame(screen, 80, 24).contains { $0.contains("core") })
        #expect(screen.handle(.right, page: 5, at: now) == nil)
        #expect(frame(screen, 80, 24).contains { $0.contains("core") })
    }

    @Test("what runs is followed; a pause and a cancellation are asked for, the latter after a yes") func actions()
        throws
    {
        var screen = screen(try SampleRun.fannedOut())
        let run = "greeter-3fa9c01"
        #expect(
            screen.handle(.character("l"), page: 5, at: now) == .show(["logs", "\(run)/implementation/core", "-f"]))
        #expect(screen.handle(.character("p"), page: 5, at: now) == .ask("pause", run: run))
        #expect(screen.handle(.character("x"), page: 5, at: now) == nil)
        #expect(frame(screen, 80, 24).last == "cancel greeter-3fa9c01? [y/N]")
        #expect(screen.handle(.character("n"), page: 5, at: now) == nil)
        #expect(screen.handle(.character("x"), page: 5, at: now) == nil)
        #expect(screen.handle(.character("y"), page: 5, at: now) == .ask("cancel", run: run))
        #expect(screen.handle(.escape, page: 5, at: now) == .quit)
        var ended = self.screen(try SampleRun.failed())
        #expect(ended.handle(.character("p"), page: 5, at: now) == nil)
        #expect(ended.message?.written(in: .off) == "greeter-3fa9c01 has ended")
    }

    @Test("keys are read from what terminals send") func keys() {
        #expect(
            WatchKey.parse("\u{1b}[A\u{1b}OBjq\r\u{1b}[5~\u{1b}[1;2C\u{1b}[F\u{3}é".utf8) == [
                .up, .down, .character("j"), .character("q"), .enter, .pageUp, .right, .end, .character("q"),
                .character("é"),
            ])
        #expect(WatchKey.parse([0x1b]) == [.escape])
        #expect(WatchKey.parse("\u{1b}[".utf8) == [])
    }

    @Test("the last line is what a person would see last") func lastLine() {
        #expect(TerminalText.lastLine(of: "one\n\u{1b}[32mtwo\u{1b}[0m\n\n  \n".utf8) == "two")
        #expect(TerminalText.lastLine(of: "10%\r20%\r".utf8) == "20%")
        #expect(TerminalText.lastLine(of: "\u{1b}]0;title\u{7}\ta\tb".utf8) == "a b")
        #expect(TerminalText.lastLine(of: " \n".utf8) == nil)
    }

    @Test("what waits for an approval is marked where nothing works, and approved after a yes") func approval() throws {
        var report = StatusReport([try SampleRun.failed()])
        report.runs[0].finishedAt = nil
        report.runs[0].status = "waiting"
        report.runs[0].stages[1].instances[1].status = "pending"
        report.runs[0].stages[1].instances[1].blockedOn = "approval"
        var screen = WatchScreen(report)
        let path = "greeter-3fa9c01/implementation/cli"
        #expect(frame(screen, 100, 24).last?.hasPrefix("a approve  l logs") == true)
        #expect(screen.handle(.character("a"), page: 5, at: now) == nil)
        #expect(frame(screen, 100, 24).last == "approve \(path)? s shows what it is [y/N]")
        #expect(screen.handle(.character("y"), page: 5, at: now) == .run(["approve", path]))
        #expect(screen.handle(.up, page: 5, at: now) == nil)
        #expect(screen.handle(.character("a"), page: 5, at: now) == nil)
        #expect(screen.question == nil)
    }

    @Test("the progress line names what works, and is gone when nothing does") func progress() throws {
        let report = StatusReport([try SampleRun.fannedOut()])
        let lines = ["greeter-3fa9c01/implementation/core": "compiling"]
        let line = ProgressText.line(report, lastLines: lines, width: 200, at: now, tick: 0)
        #expect(line?.written(in: .off) == "| greeter-3fa9c01  implementation 0/3  core  1/20  3:10  compiling")
        #expect(ProgressText.line(report, lastLines: lines, width: 20, at: now, tick: 0)?.columns == 20)
        #expect(
            ProgressText.line(StatusReport([try SampleRun.failed()]), lastLines: [:], width: 80, at: now, tick: 0)
                == nil)
    }

    @Test("columns are counted as terminals show them") func columns() {
        #expect(TextWidth.columns("abc") == 3)
        #expect(TextWidth.columns("日本語") == 6)
        #expect(TextWidth.columns("e\u{301}\u{302}") == 1)
        #expect(TextWidth.columns("👨‍👩‍👧‍👦") == 2)
        #expect(TextWidth.columns("✅⚡") == 4)
        #expect(TextWidth.columns("❤\u{fe0f}") == 2)
        #expect(TextWidth.columns("✓…→") == 3)
        #expect(StyledText("日本語テキスト").truncated(to: 6).written(in: .off) == "日本…")
        #expect(StyledText("日本語").truncated(to: 6).written(in: .off) == "日本語")
        #expect(StyledText("abc").truncated(to: 0).columns == 0)
    }
}

import Git
import GitNames
import Glibc
import Pipelines
import Synchronization
import TaskDaemonTesting
import Testing

@testable import Execution

extension ProcessesTests {
    @Suite("work trees used again", .serialized)
    struct ReuseTests {
        @Test("the next attempt has the same place, and nothing of what the last one left")
        func again() async throws {
            let stand = try AttemptStand()
            let base = try stand.repository.commit("base", ["x": "x", ".gitignore": "*.o\n"])
            let mess = "pwd; echo changed > x; echo n > new; echo o > a.o; git config core.worktree /; mkfifo b.o"
            let first = await stand.run(mess, at: base)
            #expect(first.failure == nil)
            let look = "pwd; ls -A; cat x; git status --porcelain --ignored; git rev-parse HEAD"
            let second = await stand.run(look, at: base)
            let place = stand.repository.beside("trees/1/tree")
            #expect(try stand.output(of: first) == place)
            #expect(try stand.output(of: second) == "\(place)\n.git\n.gitignore\nx\nx\(base.hex)")
            let third = await stand.run(look + "; cat new", at: first.tip)
            #expect(try stand.output(of: third).hasSuffix("changed\n\(first.tip.hex)\nn"))
            #expect(try stand.standing() == ["1"])
            await stand.stop()
        }

        @Test("many attempts at once have a tree each, again and again")
        func alone() async throws {
            let stand = try AttemptStand()
            let base = try stand.repository.commit("base", ["x": "x"])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        let result = await stand.run(
                            """
                            mkdir mine || exit 1; echo \(number) > mine/number; sleep 0.0\(number % 7)
                            test "$(cat mine/number)" = \(number) && test "$(ls mine)" = number
                            """, at: base)
                        #expect(result.failure == nil)
                        let mine = try stand.repository.git("show", "\(result.tip.hex):mine/number")
                        #expect(mine == "\(number)")
                    }
                    if number % 8 == 7 { try await group.waitForAll() }
                }
            }
            #expect(try stand.standing() == (1...8).map(String.init))
            await stand.stop()
        }

        @Test("a tree whose command was ended is thrown away, one whose command failed is used again")
        func killed() async throws {
            let stand = try AttemptStand()
            let base = try stand.repository.commit("base", ["x": "x"])
            #expect(await stand.run("exit 3", at: base).failure?.errorClass == .failed)
            #expect(try stand.standing() == ["1"])
            let late = await stand.run("sleep 60", at: base) { $0.iterationTimeout = .milliseconds(50) }
            #expect(late.failure?.errorClass == .timeout)
            #expect(try stand.standing() == [])
            let (started, signal) = AsyncStream.makeStream(of: Void.self)
            let task = Task { await stand.run("echo > \(stand.repository.beside("started")); sleep 60", at: base) }
            Task {
                while access(stand.repository.beside("started"), F_OK) != 0 {
                    try? await Task.sleep(for: .milliseconds(5))
                }
                signal.finish()
            }
            for await _ in started {}
            task.cancel()
            #expect(await task.value.failure?.cancelled == true)
            #expect(try stand.standing() == [])
            #expect(try await stand.removals() == [])
            await stand.stop()
        }

        @Test("a tree that cannot be used again is replaced by a fresh one")
        func damaged() async throws {
            let stand = try AttemptStand()
            let base = try stand.repository.commit("base", ["x": "x"])
            for path in ["trees/1/index", "trees/1/tree/x"] {
                #expect(await stand.run("echo left > left", at: base).failure == nil)
                let file = open(stand.repository.beside(path), O_WRONLY | O_TRUNC)
                close(file)
                #expect(try stand.output(of: await stand.run("ls; cat x", at: base)) == "x\nx")
            }
            #expect(rename(stand.repository.beside("trees/1/tree"), stand.repository.beside("elsewhere")) == 0)
            #expect(try stand.output(of: await stand.run("ls; cat x", at: base)) == "x\nx")
            await stand.stop()
        }

        @Test("after a restart stamped trees are used again, and one that was in use is thrown away")
        func restart() async throws {
            let repository = try TemporaryRepository()
            let base = try repository.commit("base", ["x": "x", ".gitignore": "cache/\n"])
            let keeping = { (loop: inout LoopType) in loop.keep = ["cache/"] }
            let first = try AttemptStand(in: repository)
            await first.run("mkdir cache; echo 1 > cache/1", at: base, keeping)
            // As a daemon leaves it that dies now: the tree has been taken, and its command has begun.
            let lease = await first.runner.worker(for: first.spec(":", at: base)).take(
                for: first.spec(":", at: base), from: first.trees)
            #expect(lease.number == 1)
            let second = try AttemptStand(in: repository)
            #expect(try second.standing() == [])
            #expect(try await second.removals() == [])
            await second.run("mkdir cache; echo 2 > cache/2", at: base, keeping)
            let third = try AttemptStand(in: repository)
            #expect(try third.standing() == ["1"])
            #expect(try third.output(of: await third.run("ls cache", at: base, keeping)) == "2")
            for stand in [first, second, third] { await stand.stop() }
        }

        @Test("no more trees are kept than the limits say, the last used ones")
        func bounds() async throws {
            let stand = try AttemptStand(limits: .init(trees: 2, bytes: 1 << 30))
            let base = try stand.repository.commit("base", ["x": "x"])
            await withTaskGroup(of: Void.self) { group in
                for number in 1...5 {
                    group.addTask {
                        await stand.run("touch \(stand.repository.beside("at-\(number)")); sleep 0.3", at: base)
                    }
                }
            }
            #expect(try stand.standing().count == 2)
            #expect(try await stand.removals() == [])
            let small = try AttemptStand(limits: .init(trees: 9, bytes: 100_000))
            let large = try small.repository.commit("base", ["x": String(repeating: "x", count: 200_000)])
            await small.run("true", at: large)
            #expect(try await small.removals() == [])
            #expect(try small.standing() == [])
            await stand.stop()
            await small.stop()
        }

        @Test("where the disk is low, trees that nobody uses go first, and then the attempt waits")
        func diskLow() async throws {
            let free = FreeBytes()
            let stand = try AttemptStand(free: { _ in free.value })
            let base = try stand.repository.commit("base", ["x": "x"])
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<3 { group.addTask { await stand.run("sleep 0.2", at: base) } }
            }
            #expect(try stand.standing().count == 3)
            var spec = stand.spec("true", at: base)
            spec.diskFloor = 1000
            free.set { ((try? stand.standing().count) ?? 9) < 2 ? 1000 : 999 }
            #expect(await stand.runner.run(spec) { _ in true }.failure == nil)
            #expect(try stand.standing().count == 1)
            free.set { 999 }
            let failure = await stand.runner.run(spec) { _ in true }.failure
            #expect(failure?.errorClass == .transient)
            #expect(failure?.blockedOn == .diskLow)
            #expect(failure?.message == "less than 1KB of the disk are free")
            #expect(try stand.standing() == [])
            free.set { 1000 }
            #expect(await stand.runner.run(spec) { _ in true }.failure == nil)
            await stand.stop()
        }

        private final class FreeBytes: Sendable {
            private let body = Mutex<@Sendable () -> Int64>({ .max })
            var value: Int64 { body.withLock { $0 }() }
            func set(_ value: @escaping @Sendable () -> Int64) { body.withLock { $0 = value } }
        }
    }
}

import Git
import GitNames
import Glibc
import Hooks
import TaskDaemonTesting

/// What our hooks cost whoever waits for `git commit`: with and without them, in turn.
struct HookCost {
    /// Commits of each kind in a round.
    let size: Int

    func run(rounds: Int) async throws {
        let repository = try TemporaryRepository()
        let file = repository.path + "/.git/hooks/post-commit"
        mkdir(repository.path + "/.git/hooks", 0o755)
        try repository.commit("start", ["f": "0"])
        let program = try Self.program()
        var number = 0
        var differences: [Double] = []
        for round in 1...rounds {
            var with: [Double] = []
            var without: [Double] = []
            // A B A B: what else the machine does meets both alike.
            for turn in 0..<(2 * size) {
                number += 1
                let isHooked = turn % 2 == 0
                if isHooked {
                    let script = HookScripts.script("post-commit", program: program)
                    try repository.write(".git/hooks/post-commit", script, mode: 0o755)
                } else {
                    unlink(file)
                }
                let took = try await milliseconds {
                    guard
                        try succeeds(
                            "git",
                            [
                                "-c", "user.name=b", "-c", "user.email=b@localhost", "commit", "-q",
                                "--allow-empty", "-m", "\(number)",
                            ], in: repository.path)
                    else {
                        print("git commit did not succeed")
                        exit(1)
                    }
                }
                if isHooked { with.append(took) } else { without.append(took) }
                if isHooked { try await waitForEvent(repository) }
            }
            differences.append(median(with) - median(without))
            // The least is what it costs when nothing else is going on.
            let least = (with.min() ?? 0) - (without.min() ?? 0)
            print(
                "round \(round): git commit \(rounded(median(without))) ms, with the hook \(rounded(median(with))) ms; "
                    + "at the least \(rounded(least)) ms more")
        }
        print(
            "hooks, \(size) commits each a round: a commit costs \(rounded(median(differences))) ms more in the median")
    }

    /// What goes on in the background is over before the next commit is measured.
    private func waitForEvent(_ repository: TemporaryRepository) async throws {
        for _ in 0..<2000 {
            let refs = try repository.open().refs(under: ["refs/taskdaemon/inbox/"])
            if let ref = refs.keys.first {
                _ = try repository.open().move(RefMove(ref: ref, old: refs[ref], new: nil), message: "bench")
                return
            }
            try await Task.sleep(for: .milliseconds(1))
        }
        print("the hook has told nothing within two seconds")
        exit(1)
    }

    /// The program stands beside this one.
    private static func program() throws -> String {
        var path = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &path, path.count)
        let own = String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let program =
            String(own.prefix(own.lastIndex(of: "/").map { own.distance(from: own.startIndex, to: $0) } ?? 0))
            + "/taskdaemon"
        guard access(program, X_OK) == 0 else {
            print("\(program) is not built: swift build -c release")
            exit(1)
        }
        return program
    }
}

import Glibc
import Pipelines
import TaskDaemonTesting
import Testing

@testable import Journaling

@Suite("The workspace's lock") struct LockTests {
    @Test("one holder at a time, who is named, and nobody once it is let go")
    func exclusive() throws {
        let directory = try TemporaryDirectory()
        #expect(WorkspaceLock.holder(commonDirectory: directory.path) == nil)
        var lock: WorkspaceLock? = try WorkspaceLock.acquire(
            commonDirectory: directory.path, at: Instant(milliseconds: 1_700_000_000_000))
        #expect(lock != nil)
        let holder = "process \(getpid()), started 2023-11-14T22:13:20Z"
        #expect(WorkspaceLock.holder(commonDirectory: directory.path) == holder)
        let error = #expect(throws: JournalError.self) {
            try WorkspaceLock.acquire(commonDirectory: directory.path)
        }
        #expect(error?.code == .locked(holder: holder))
        #expect(error?.message.contains(holder) == true)
        lock = nil
        #expect(WorkspaceLock.holder(commonDirectory: directory.path) == nil)
        _ = try WorkspaceLock.acquire(commonDirectory: directory.path)
    }

    @Test("the lock of another process holds here, and its death gives it back")
    func otherProcess() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/taskdaemon.lock"
        // flock(1) runs a command while it has the lock: one that says so and waits for the end of its input.
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        try #require(pipe(&toChild) == 0 && pipe(&fromChild) == 0)
        for descriptor in [toChild[1], fromChild[0]] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        let arguments = ["flock", path, "sh", "-c", "printf 'process 1, started long ago' > \(path); echo ready; cat"]
        let pointers = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var child: pid_t = 0
        try #require(posix_spawnp(&child, "flock", &actions, nil, pointers, environ) == 0)
        close(toChild[0])
        close(fromChild[1])
        var byte: UInt8 = 0
        while read(fromChild[0], &byte, 1) == 1, byte != UInt8(ascii: "\n") {}
        #expect(WorkspaceLock.holder(commonDirectory: directory.path) == "process 1, started long ago")
        let error = #expect(throws: JournalError.self) {
            try WorkspaceLock.acquire(commonDirectory: directory.path)
        }
        #expect(error?.code == .locked(holder: "process 1, started long ago"))
        close(toChild[1])
        var status: Int32 = 0
        waitpid(child, &status, 0)
        close(fromChild[0])
        #expect(WorkspaceLock.holder(commonDirectory: directory.path) == nil)
        _ = try WorkspaceLock.acquire(commonDirectory: directory.path)
    }

    @Test("a directory that cannot be written to is an error that names the file")
    func unwritable() throws {
        let directory = try TemporaryDirectory()
        let error = #expect(throws: JournalError.self) {
            try WorkspaceLock.acquire(commonDirectory: directory.path + "/nowhere")
        }
        #expect(error?.subject == directory.path + "/nowhere/taskdaemon.lock")
    }
}

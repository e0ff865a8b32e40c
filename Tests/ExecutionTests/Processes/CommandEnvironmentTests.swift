import Execution
import Testing

@Suite("the environment of a command")
struct CommandEnvironmentTests {
    let daemon = [
        "PATH": "/bin", "HOME": "/home/u", "SECRET": "s", "API_KEY": "k", "GIT_DIR": "x", "GIT_AUTHOR_NAME": "n",
        "TASKDAEMON_RUN": "outer", "LANG": "C",
    ]

    @Test("only the usual names and the listed ones are passed")
    func passed() {
        let made = CommandEnvironment.make(passing: ["API_KEY", "ABSENT"], from: daemon, adding: [:])
        #expect(made == ["PATH": "/bin", "HOME": "/home/u", "LANG": "C", "API_KEY": "k"])
    }

    @Test("nothing of git is passed, even when it is listed or added")
    func git() {
        let made = CommandEnvironment.make(
            passing: ["GIT_DIR", "GIT_AUTHOR_NAME"], from: daemon, adding: ["GIT_INDEX_FILE": "i"])
        #expect(made == ["PATH": "/bin", "HOME": "/home/u", "LANG": "C"])
    }

    @Test("what is added wins, and the daemon's own variables do not leak")
    func added() {
        let made = CommandEnvironment.make(
            passing: ["TASKDAEMON_RUN"], from: daemon, adding: ["TASKDAEMON_STAGE": "s", "PATH": "/usr/bin"])
        #expect(made == ["PATH": "/usr/bin", "HOME": "/home/u", "LANG": "C", "TASKDAEMON_STAGE": "s"])
    }
}

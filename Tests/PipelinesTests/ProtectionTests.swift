import Pipelines
import Testing

@Suite("what a stage may not change")
struct ProtectionTests {
    private static let files: Set<String> = [
        "check.sh", "scripts/test.sh", "tests/run.py", "report.txt", "tool", "tests/a.bats", "build.mk",
    ]

    private static let makefiles = ["GNUmakefile", "makefile", "Makefile"]

    @Test(
        "a validator is the program that its line runs, where that is a file of the tree",
        arguments: [
            (CommandLine.shell("./check.sh"), ["check.sh"]), (.shell("check.sh"), []),
            (.shell("./tool --fast"), ["tool"]),
            (.shell("sh -e scripts/test.sh report.txt"), ["scripts/test.sh"]),
            (.arguments(["bash", "scripts/test.sh"]), ["scripts/test.sh"]),
            (.arguments(["/bin/sh", "./check.sh"]), ["check.sh"]),
            (.shell("python3.12 -u tests/run.py"), ["tests/run.py"]),
            (.shell("CI=1 timeout 60 ./check.sh && sh 'scripts/test.sh'"), ["check.sh", "scripts/test.sh"]),
            (.shell("if test -e x\nthen (./check.sh); fi | tee log"), ["check.sh"]),
            (.shell("grep -q done report.txt"), []), (.shell("test -s report.txt; cat < report.txt"), []),
            (.shell("bats tests/a.bats"), ["tests/a.bats"]), (.shell("sh gone.sh"), []),
            (.shell("make test"), makefiles), (.arguments(["make", "-f", "build.mk"]), makefiles + ["build.mk"]),
            (.shell("sh /etc/profile ../check.sh"), []), (.shell("sh ././scripts/test.sh"), ["scripts/test.sh"]),
            (.shell(""), []), (.shell("'"), []), (.shell("VAR=./check.sh"), []),
        ])
    func validators(command: CommandLine, expected: [String]) {
        #expect(command.ownFiles { Self.files.contains($0) } == expected)
    }

    @Test("the last pattern that matches decides, and the validator's come first")
    func order() {
        let protection = Protection(
            validator: ["check.sh", "Makefile"],
            protect: ["Tests/**", "!Tests/new/**", "Tests/new/old.txt", "docs/", "!Makefile"])
        let paths = ["check.sh", "Makefile", "Tests/a", "Tests/new/a", "Tests/new/old.txt", "docs/x/y", "src/check.sh"]
        #expect(paths.filter { protection.covers($0) } == ["check.sh", "Tests/a", "Tests/new/old.txt", "docs/x/y"])
        #expect(Protection(validator: [], protect: ["!x"]).isEmpty)
    }
}

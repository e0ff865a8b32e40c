import Daemon
import Foundation
import Git
import GitNames
import JSONValues
import Journaling
import OrderedCollections
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// A secret that a stage was given is nowhere to be found afterwards, and what holds one is not committed.
@Suite("Secrets")
struct SecretTests {
    /// In the environment of every daemon here, under three names.
    private static let canary = Canary("cAnary/+value~of the?day")
    private static let config = "trust: workspace\nsecrets: [QUIET]\n"

    private func workshop(_ stages: String) async throws -> Workshop {
        var workshop = try Workshop(
            variables: [
                "MY_TOKEN": Self.canary.value, "QUIET": "qu1et:" + Self.canary.value, "PLAIN": "as plain as the day",
            ])
        workshop.userConfig = Self.config
        try await workshop.define(stages)
        return workshop
    }

    /// Everything that is kept of a workspace: every object, and every file of the state directory.
    private func remains(of workshop: Workshop) throws -> [(name: String, bytes: [UInt8])] {
        let git = workshop.repository
        var remains = [
            ("objects", try git.tryGit(["cat-file", "--batch-all-objects", "--batch", "--unordered"]).bytes)
        ]
        let root = workshop.location.state.path
        for case let name as String in try #require(FileManager.default.enumerator(atPath: root)) {
            if let data = FileManager.default.contents(atPath: root + "/" + name) {
                remains.append((name, Array(data)))
            }
        }
        let loose = workshop.repository.path + "/.git/objects"
        for case let name as String in try #require(FileManager.default.enumerator(atPath: loose))
        where name.contains("tmp") {
            remains.append((name, []))
        }
        return remains
    }

    @Test("a value that a stage writes in every way is in no object and no log")
    func canary() async throws {
        let script = """
              printf '%s\\n' "$MY_TOKEN" "at the end: $MY_TOKEN" >&2
              printf '%s' "$MY_TOKEN" | base64 -w0; echo; printf 'a%s' "$MY_TOKEN" | base64; printf 'ab%s' "$MY_TOKEN" | base64
              printf 'xyz%s' "$MY_TOKEN" | base64 -w0 | tr '+/' '-_'; echo
              printf '%s' "$MY_TOKEN" | sed 's,/,%2F,g;s,+,%2B,g;s, ,%20,g;s,?,%3F,g'; echo
              printf '%s' "$MY_TOKEN" | sed 's,/,%2f,g;s,+,%2b,g;s, ,%20,g;s,?,%3f,g;s,~,%7e,g'; echo
              i=0; while test $i -lt 24; do printf '%s' "$MY_TOKEN" | cut -c$((i+1)) | tr -d '\\n'; i=$((i+1)); done
              printf '{"said": "it is %s", "list": ["%s"]}' "$MY_TOKEN" "$(printf '%s' "$MY_TOKEN" | base64)" > "$TASKDAEMON_OUTPUT"
              echo fine > out.txt
            """
        let workshop = try await workshop(
            """
              - name: only
                loop_type: shell
                env: [MY_TOKEN]
                run: |
            \(script.split(separator: "\n").map { "      " + $0 }.joined(separator: "\n"))
                validate: 'test -e again || { echo "$MY_TOKEN"; touch again; exit 3; }'
                max_iterations: 2
                output_mapping: {mappings: [{from: said, to: outputs.said}, {from: list, to: outputs.list}]}
              - name: failing
                loop_type: shell
                env: [MY_TOKEN]
                run: 'exec "/nowhere/$MY_TOKEN"'
                triggers: [{on_completion: {source_stage: only}}]
            """)
        try workshop.plan()
        let lines = Lines()
        _ = try await workshop.once(reporting: lines)
        let run = try workshop.run()
        let outputs = try #require(run.stages["only"]?.checkpoint?.outputs)
        #expect(outputs["said"] == .string("it is [secret MY_TOKEN]"))
        let log = try #require(run.instance(InstanceID("only", .main))?.past.last?.log)
        let text = try workshop.repository.git("cat-file", "blob", log.hex)
        #expect(text.split(separator: "[secret MY_TOKEN]").count >= 7, "\(text)")
        for (name, bytes) in try remains(of: workshop) {
            #expect(Self.canary.leaks(in: bytes) == [], "in \(name)")
        }
        #expect(Self.canary.leaks(in: Array(lines.all.joined(separator: "\n").utf8)) == [])
        #expect(Self.canary.leaks(in: Array(text.utf8)) == [])
    }

    @Test(
        "a file that holds a value or a key stops the attempt, and nothing of it is kept",
        arguments: [
            "printf 'a\\n%s\\n' \"$MY_TOKEN\" > deep/notes.txt",
            "printf 'a\\n%s\\n' \"$(printf '%s' \"$MY_TOKEN\" | base64)\" > deep/notes.txt",
            "printf 'a\\n%s' \"$MY_TOKEN\" > deep/notes.txt; git add -A; git commit -qm mine",
            "printf 'a\\n%s' \"$MY_TOKEN\" > deep/notes.txt; git add -A; git commit -qm mine; git rm -qf deep/notes.txt; git commit -qm gone",
            "ln -s \"$MY_TOKEN\" deep/notes.txt",
        ])
    func refused(command: String) async throws {
        let workshop = try await workshop(
            """
              - name: only
                loop_type: shell
                env: [MY_TOKEN]
                run: |
                  mkdir -p deep; \(command)
            """)
        try workshop.plan()
        _ = try await workshop.once()
        let run = try workshop.run()
        #expect(run.status == .failed)
        let past = try #require(run.instance(InstanceID("only", .main))?.past)
        #expect(past.count == 1, "it is not tried again")
        let failure = try #require(past.first?.failure)
        #expect(failure.errorClass == .config)
        #expect(failure.message.contains("deep/notes.txt:"), "\(failure.message)")
        #expect(failure.message.contains("the value of MY_TOKEN"), "\(failure.message)")
        for (name, bytes) in try remains(of: workshop) { #expect(Self.canary.leaks(in: bytes) == [], "in \(name)") }
        #expect(try workshop.complaints() == "")
    }

    @Test("a secret in the message of the agent's own commit stops the attempt")
    func message() async throws {
        let workshop = try await workshop(
            """
              - name: only
                loop_type: shell
                env: [MY_TOKEN]
                run: 'echo 1 > out.txt; git add -A; git commit -qm "with $MY_TOKEN"'
            """)
        try workshop.plan()
        _ = try await workshop.once()
        let failure = try #require(try workshop.run().lastFailure("only"))
        #expect(failure.message.contains("commit ") && failure.message.contains("MY_TOKEN"), "\(failure.message)")
        for (name, bytes) in try remains(of: workshop) { #expect(Self.canary.leaks(in: bytes) == [], "in \(name)") }
    }

    @Test("a key of a well-known form stops the attempt, unless its file is allowed", arguments: [false, true])
    func forms(isAllowed: Bool) async throws {
        var workshop = try await workshop(
            """
              - name: only
                loop_type: shell
                run: 'mkdir -p Tests; printf "x\\nkey=AKI%s\\n" AZ3MHALF2TESTHZYQ > Tests/keys.txt'
            """)
        if isAllowed { workshop.userConfig += "secrets_allow: ['Tests/**']\n" }
        try workshop.plan()
        _ = try await workshop.once()
        let run = try workshop.run()
        #expect(run.status == (isAllowed ? .succeeded : .failed))
        guard !isAllowed else { return }
        let failure = try #require(run.lastFailure("only"))
        #expect(
            failure.message == "secrets: nothing was committed, because Tests/keys.txt:2 holds an AWS access key id; "
                + "a file that must hold such a text is named in `secrets_allow`")
    }

    @Test("what the base holds already may be worked on")
    func known() async throws {
        let workshop = try await workshop(
            "  - {name: only, loop_type: shell, run: 'echo more >> keys.txt; git mv other.txt moved.txt'}")
        let key = "key AKIA" + "Z3MHALF2TESTHZYQ\n"
        _ = try workshop.repository.commit("keys", ["keys.txt": key, "other.txt": key + "too\n"])
        try workshop.plan()
        _ = try await workshop.once()
        #expect(try workshop.run().status == .succeeded)
    }

    @Test("the workspace's own settings name secrets too, and take none away")
    func committed() async throws {
        let workshop = try await workshop("  - {name: only, loop_type: shell, run: 'true'}")
        _ = try workshop.repository.commit(
            "settings",
            [
                ".taskdaemon/config.yml": "secrets: [PLAIN]\n",
                ".taskdaemon/pipelines/taskdaemon.yml":
                    "name: taskdaemon\nstart_on: [{event: plan.committed}]\nstages:\n"
                    + "  - {name: only, loop_type: shell, env: [PLAIN, QUIET], run: 'echo \"$PLAIN and $QUIET\"'}\n",
            ])
        try workshop.plan()
        _ = try await workshop.once()
        let log = try #require(try workshop.run().instance(InstanceID("only", .main))?.past.last?.log)
        #expect(
            try workshop.repository.git("cat-file", "blob", log.hex) == "[secret PLAIN] and [secret QUIET]")
    }
}

import Git
import GitNames
import Glibc
import TaskDaemonTesting
import Testing

@Suite("Config as data") struct ConfigTests {
    @Test("every setting that git can write is read back as git reads it")
    func values() throws {
        let temporary = try TemporaryRepository()
        let text = #"""
            # comment
            [Section] key = plain   ; comment
            	Spaced =   a  b c   
            	quoted = "  a # b  " c
            	escaped = a\tb\"c\\d\
             continued
            	empty =
            	flag
            	NUM-1 = "1"   # x
            [section "Sub.Section \"x\" \\y"]
            	Key = sub
            [old.Style]
            	key = old
            [section]
            	key = last
            """#
        try temporary.write(".git/config", text + "\n")
        let repository = try temporary.open()
        let keys = [
            "section.key", "SECTION.Spaced", "section.quoted", "section.escaped", "section.empty", "section.num-1",
            "section.Sub.Section \"x\" \\y.key", "old.style.key",
        ]
        for key in keys {
            #expect(try repository.config(key) == temporary.git("config", "--get", key), "\(key)")
        }
        #expect(try repository.config("section.flag") == "true")
        #expect(try repository.config("section.none") == nil)
        #expect(try repository.config("section.sub.section \"x\" \\y.key") == nil)
        #expect(throws: GitError.self) { try repository.config("key") }
    }

    @Test("the user's settings are read with what they include, and a broken file of theirs breaks nothing")
    func user() async {
        await #expect(processExitsWith: .success) {
            let temporary = try TemporaryRepository()
            setenv("HOME", temporary.home, 1)
            unsetenv("XDG_CONFIG_HOME")
            let commit = try temporary.commit("1")
            try temporary.write("../home/.config/git/config", "[user]\n\tname = Xdg\n\temail = xdg@example.com\n")
            let user = """
                [user]
                	name = Home
                [include]
                	path = ~/more
                [includeIf "gitdir:\(temporary.beside(""))"]
                	path = here
                [includeIf "gitdir:/elsewhere/"]
                	path = there
                [includeIf "onbranch:ma*"]
                	path = branch
                [include]
                	path = .gitconfig
                """
            try temporary.write("../home/.gitconfig", user)
            try temporary.write("../home/more", "[user]\n\temail = more@example.com\n")
            try temporary.write("../home/here", "[a]\n\tb = here\n")
            try temporary.write("../home/there", "[a]\n\tb = there\n")
            try temporary.write("../home/branch", "[a]\n\tc = branch\n")
            let repository = try temporary.open()
            #expect(try repository.config("user.name") == "Home")
            #expect(try repository.config("user.email") == "more@example.com")
            #expect(try repository.config("a.b") == "here")
            #expect(try repository.config("a.c") == "branch")
            // git itself would not go on: the file includes itself.
            try temporary.write(".git/config", "[user]\n\tname = Local\n")
            #expect(try repository.config("user.name") == "Local")
            try temporary.write("../home/.gitconfig", "[broken")
            try temporary.write("../home/.config/git/config", "[user]\n\temail = xdg@example.com\n[x")
            #expect(try temporary.open().config("user.name") == "Local")
            #expect(try temporary.open().config("user.email") == nil)
            let move = RefMove(ref: "refs/heads/x", old: nil, new: commit)
            #expect(try temporary.open().move(move, message: "m") == .moved)
        }
    }
}

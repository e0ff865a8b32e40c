import Daemon
import Foundation
import Git
import GitNames
import Glibc
import OrderedCollections
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// A repository on a disk that fills up while a run is under way.
@Suite("A full disk")
struct FullDiskTests {
    @Test("a run waits while its repository's disk is full, and goes on when there is space")
    func fills() async throws {
        let workshop = try Workshop()
        let side = try workshop.side()
        let objects = workshop.repository.path + "/.git/objects"
        try FileManager.default.copyItem(atPath: objects, toPath: side + "/objects")
        guard mount("tmpfs", objects, "tmpfs", 0, "size=4m") == 0 else {
            print("skipped: no file system can be mounted here")
            return
        }
        defer { umount2(objects, Int32(MNT_DETACH)) }
        for name in try FileManager.default.contentsOfDirectory(atPath: side + "/objects") {
            try FileManager.default.copyItem(atPath: "\(side)/objects/\(name)", toPath: "\(objects)/\(name)")
        }
        try await workshop.define(
            """
              - {name: first, loop_type: shell, run: '\(waiting(for: side + "/go")); echo 1 > first.txt'}
              - name: second
                loop_type: shell
                triggers: [{on_completion: {source_stage: first}}]
                run: echo 2 > second.txt
            """)
        let lines = Lines()
        try await workshop.watching(reporting: lines) {
            try workshop.plan()
            try await workshop.until("the first stage works") {
                try workshop.runs().first?.stages["first"]?.instances["main"]?.running != nil
            }
            let filler = objects + "/filler"
            fill(filler)
            workshop.touch(side + "/go")
            try await workshop.until("it is said") { lines.all.contains { $0.contains("cannot write") } }
            #expect(unlink(filler) == 0)
            try await workshop.until(.succeeded)
        }
        #expect(try workshop.file("second.txt", of: workshop.run()) == "2")
        #expect(try workshop.complaints() == "")
    }

    /// Writes until nothing more fits.
    private func fill(_ path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let bytes = [UInt8](repeating: 1, count: 4096)
        while write(descriptor, bytes, bytes.count) > 0 {}
    }
}

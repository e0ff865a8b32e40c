import Git
import GitNames

@testable import Journaling

/// A repository that does something, or fails, around the steps of a publication.
final class ScriptedTarget: PublicationTarget {
    /// The steps of a publication.
    enum Step {
        case pack, move, release, consolidate
    }

    private let repository: Repository
    private let before: (Step) throws(GitError) -> Void
    private let after: (Step) throws(GitError) -> Void

    init(
        _ repository: Repository, before: @escaping (Step) throws(GitError) -> Void = { _ in },
        after: @escaping (Step) throws(GitError) -> Void = { _ in }
    ) {
        self.repository = repository
        self.before = before
        self.after = after
    }

    func pack(_ writer: ObjectWriter) throws(GitError) -> KeptPack? {
        try before(.pack)
        let pack = try repository.pack(writer)
        try after(.pack)
        return pack
    }

    func move(_ move: RefMove, message: String) throws(GitError) -> RefMoveResult {
        try before(.move)
        let result = try repository.move(move, message: message)
        try after(.move)
        return result
    }

    func release(_ pack: KeptPack) throws(GitError) {
        try before(.release)
        try repository.release(pack)
        try after(.release)
    }

    func consolidate() throws(GitError) {
        try before(.consolidate)
        try repository.consolidate()
        try after(.consolidate)
    }
}

/// Fails once, at the call of that number.
final class Fault {
    private let number: Int
    private(set) var calls = 0
    private(set) var hasHappened = false

    init(at number: Int) { self.number = number }

    func pass() throws(GitError) {
        calls += 1
        guard calls == number else { return }
        hasHappened = true
        throw GitError(.noSpace, operation: "test", message: "no space left on device")
    }
}

import Git
import GitNames

/// The steps of a publication that change the repository, in order.
protocol PublicationTarget {
    /// Puts what was written into the repository, kept.
    func pack(_ writer: ObjectWriter) throws(GitError) -> KeptPack?
    /// Moves a ref by compare-and-swap.
    func move(_ move: RefMove, message: String) throws(GitError) -> RefMoveResult
    /// Lets `git gc` have a pack.
    func release(_ pack: KeptPack) throws(GitError)
    /// Makes one pack of many small ones.
    func consolidate() throws(GitError)
}

extension Repository: PublicationTarget {
    func pack(_ writer: ObjectWriter) throws(GitError) -> KeptPack? { try writer.finish() }

    func consolidate() throws(GitError) { try consolidatePacks() }
}

public import Git
public import GitNames

/// The steps of a publication that change the repository, in order.
public protocol PublicationTarget {
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
    /// Puts what was written into the repository, kept.
    public func pack(_ writer: ObjectWriter) throws(GitError) -> KeptPack? { try writer.finish() }

    /// Makes one pack of many small ones.
    public func consolidate() throws(GitError) { try consolidatePacks() }
}

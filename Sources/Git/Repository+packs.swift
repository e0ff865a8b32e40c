import CLibgit2
import GitNames
import Glibc

extension Repository {
    /// Lets `git gc` have a pack again, when a ref holds its objects. Twice is once.
    public func release(_ pack: KeptPack) throws(GitError) {
        let path = commonDirectory + "/objects/pack/pack-\(pack.name).keep"
        guard unlink(path) == 0 || errno == ENOENT else { throw GitError.system(errno, "release pack", path: path) }
    }
}

import GitNames
import Glibc

extension Repository {
    /// Lets `git gc` have a pack again, when a ref holds its objects. Twice is once.
    public func release(_ pack: KeptPack) throws(GitError) {
        let path = pack.path(in: commonDirectory, ".keep")
        guard unlink(path) == 0 || errno == ENOENT else { throw GitError.system(errno, "release pack", path: path) }
    }

    /// The packs of finished writers, of any process, that are still kept.
    ///
    /// After a crash these are packs whose ref may or may not have landed: once it is known which, release them all.
    public func keptPacks() throws(GitError) -> [KeptPack] {
        try packs { FileSystem.exists($0.path(in: commonDirectory, ".keep")) }
    }

    /// Our packs for which something holds, by name.
    func packs(where holds: (KeptPack) -> Bool) throws(GitError) -> [KeptPack] {
        let names = try FileSystem.names(in: commonDirectory + "/objects/pack", "list packs") ?? []
        let packs = names.compactMap { name -> KeptPack? in
            let text = String(decoding: name, as: UTF8.self)
            guard text.hasPrefix("pack-" + KeptPack.prefix), text.hasSuffix(".idx") else { return nil }
            return KeptPack(name: String(text.dropFirst("pack-".count).dropLast(".idx".count)))
        }
        return packs.filter(holds).sorted { $0.name < $1.name }
    }
}

extension KeptPack {
    /// One of the pack's files.
    func path(in commonDirectory: String, _ suffix: String) -> String {
        commonDirectory + "/objects/pack/pack-" + name + suffix
    }
}

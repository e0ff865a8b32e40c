import Git
import GitNames
import JSONValues

/// What a hook has to tell, from what git gave it.
struct HookEvents {
    /// git's name for the hook.
    let name: String
    /// Its arguments.
    let arguments: [String]
    /// Lines of its input.
    let input: [String]
    /// What HEAD held when it ran, where it could tell.
    let head: String
    /// Where it ran.
    let repository: Repository

    /// No more refs of one push are told of.
    static let most = 200

    /// The data of each event.
    var data: [JSON] {
        switch name {
        case "post-receive":
            return lines(of: 3).filter { !$0[2].hasPrefix("refs/taskdaemon/") }.prefix(Self.most)
                .map { facts($0[2], $0[0], $0[1]) }
        case "pre-push":
            return lines(of: 4).prefix(Self.most).map { facts($0[2], $0[3], $0[1], ["remote": remote]) }
        case "post-checkout":
            guard arguments.count >= 2 else { return [] }
            let isBranch = JSON.bool(arguments.count < 3 || arguments[2] == "1")
            return [facts(branch, arguments[0], arguments[1], ["switched": isBranch])]
        case "post-rewrite":
            let pairs = lines(of: 2)
            guard let first = pairs.first, let last = pairs.last else { return [] }
            let rewritten = pairs.prefix(Self.most).map { JSON.array([id($0[0]), id($0[1])]) }
            return [
                facts(
                    branch, first[0], last[1],
                    ["command": .string(arguments.first ?? ""), "rewritten": .array(rewritten)])
            ]
        default:
            let new = ObjectID(hex: head).flatMap { repository.contains($0) ? $0 : nil } ?? current
            let old = new.flatMap { repository.head(before: $0) ?? (try? repository.commit($0).parents.first) }
            return [facts(branch, old?.hex ?? "", new?.hex ?? "")]
        }
    }

    /// The name of the remote that is pushed to; `null` where it is given by its address, which may hold a password.
    private var remote: JSON {
        guard let name = arguments.first, !name.contains(":"), !name.hasPrefix("/"), !name.hasPrefix(".") else {
            return .null
        }
        return .string(name)
    }

    private func lines(of count: Int) -> [[String]] {
        input.map { $0.split(separator: " ").map(String.init) }.filter { $0.count >= count }
    }

    private func facts(_ ref: String, _ old: String, _ new: String, _ more: [String: JSON] = [:]) -> JSON {
        .object(["ref": .string(ref), "old": id(old), "new": id(new)].merging(more) { $1 })
    }

    /// An object's name; `null` for one that is all zeros, or none.
    private func id(_ text: String) -> JSON {
        text.isEmpty || text.allSatisfy { $0 == "0" } ? .null : .string(text)
    }

    /// The branch that HEAD is on, or `HEAD`.
    private var branch: String {
        if case .branch(let ref, _)? = try? repository.head() { ref.text } else { "HEAD" }
    }

    private var current: ObjectID? {
        switch try? repository.head() {
        case .branch(_, let id)?: id
        case .detached(let id)?: id
        case nil: nil
        }
    }
}

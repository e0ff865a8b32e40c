import Foundation
import Git
import GitNames
import Pipelines
import Reporting

/// Who makes a commit that a person asked for by name.
enum CommitIdentity {
    /// The user, as git knows them: the environment's, else the config's.
    static func user(of repository: Repository) throws -> Signature {
        let environment = ProcessInfo.processInfo.environment
        func value(_ variable: String, _ key: String) -> String? {
            let value = environment[variable] ?? (try? repository.config(key)) ?? nil
            return value.flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let name = value("GIT_COMMITTER_NAME", "user.name"),
            let email = value("GIT_COMMITTER_EMAIL", "user.email")
        else {
            throw CommandError(
                .refused, "git does not know who you are, and a commit has to say it",
                hint: "git config user.name 'Your Name' && git config user.email you@example.org")
        }
        let identity = Identity(name: name, email: email)
        let now = Terminal.now
        let zone = TimeZone.current.secondsFromGMT(for: Date(timeIntervalSince1970: Double(now.seconds)))
        return Signature(name: identity.name, email: identity.email, seconds: now.seconds, offsetMinutes: zone / 60)
    }
}

import Daemon
import Git
import GitNames
import Journaling

extension Inbox {
    /// Writes a request, signed where this user's settings ask for that.
    @discardableResult
    func write(_ request: InboxRequest, signedFor local: LocalWorkspace) throws -> RefName {
        guard let signer = try local.signer() else { return try write(request) }
        return try write(request) { bytes throws(GitError) in
            do throws(StateError) {
                return try signer.sign(bytes)
            } catch {
                throw GitError(.invalid, operation: "sign request", message: error.description)
            }
        }
    }
}

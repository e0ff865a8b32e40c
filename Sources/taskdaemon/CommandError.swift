import ArgumentParser
import Foundation
import Git
import Journaling
import Reporting

/// Why a command cannot do what was asked: one sentence for people, and what they can do about it.
struct CommandError: Error {
    /// The exit code.
    var exitCode: ExitCode
    /// One sentence without a full stop; may hold text of the repository.
    var sentence: String
    /// What can be done about it.
    var hint: String?

    /// States a problem.
    init(_ exitCode: ExitCode, _ sentence: String, hint: String? = nil) {
        self.exitCode = exitCode
        self.sentence = sentence
        self.hint = hint
    }

    /// Takes an error of ours; `nil` for the parser's own, which say themselves what is to be written.
    init?(_ error: any Error) {
        switch error {
        case let error as CommandError: self = error
        case let error as ReportError: self.init(error)
        case let error as JournalError: self.init(ReportError(error))
        case let error as GitError: self.init(ReportError(error))
        case is ExitCode, is CleanExit, is ValidationError: return nil
        case let error where String(reflecting: type(of: error)).hasPrefix("ArgumentParser."): return nil
        default: self.init(.failure, "\(error)")
        }
    }

    private init(_ error: ReportError) {
        let code: ExitCode =
            switch error.code {
            case .notAWorkspace, .refused: .refused
            case .nothingMatches: .nothingMatches
            case .ambiguous, .usage: .usage
            case .damaged, .failed: .failure
            }
        self.init(code, error.message, hint: error.hint)
    }
}

extension Error {
    /// Why the system said no, in its own words; what Foundation makes of them says that an operation has failed.
    var systemReason: String {
        guard let underlying = (self as? CocoaError)?.underlying as? POSIXError else { return localizedDescription }
        return String(cString: strerror(underlying.code.rawValue))
    }
}

extension ExitCode {
    /// Usage, or an invalid definition.
    static let usage = ExitCode(2)
    /// Nothing matches what was named.
    static let nothingMatches = ExitCode(3)
    /// Not a workspace, locked, untrusted, or not possible now.
    static let refused = ExitCode(4)
}

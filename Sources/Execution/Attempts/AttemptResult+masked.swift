import Secrets

extension AttemptResult.Outcome {
    /// Without what nobody may see.
    func masked(by secrets: SecretMask) -> Self {
        switch self {
        case .finished(let outputs): return .finished(secrets.masked(outputs))
        case .failed(var failure):
            failure.message = secrets.masked(failure.message)
            return .failed(failure)
        }
    }
}

import Foundation

extension JournalReader {
    /// What a text says, or `nil` when it does not say that.
    static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) -> Value? {
        try? decoded(type, bytes)
    }

    /// What a text says.
    static func decoded<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws(UnreadableText) -> Value {
        do { return try JSONDecoder().decode(type, from: Data(bytes)) } catch let error as DecodingError {
            throw UnreadableText(error)
        } catch {
            throw UnreadableText(reason: "\(error)")
        }
    }
}

/// Why a text is not the JSON it should be.
struct UnreadableText: Error {
    /// In a clause, with the path in the value.
    let reason: String

    init(reason: String) { self.reason = reason }

    init(_ error: DecodingError) {
        let context: DecodingError.Context? =
            switch error {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
                .dataCorrupted(let context):
                context
            @unknown default: nil
            }
        let path = context?.codingPath.map(\.stringValue).joined(separator: ".") ?? ""
        let what =
            switch error {
            case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
            case .valueNotFound: "a value is missing"
            case .typeMismatch: "a value is of the wrong type"
            default: context?.debugDescription ?? "\(error)"
            }
        reason = path.isEmpty ? what : "\(what) at \(path)"
    }
}

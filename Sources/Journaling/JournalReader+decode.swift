import Foundation
import JSONValues

extension JournalReader {
    /// What a text says, or `nil` when it does not say that.
    ///
    /// - Parameter values: where values are that it refers to; `nil` for a text that has none.
    static func decode<Value: Decodable>(
        _ type: Value.Type, _ bytes: [UInt8], _ values: LargeValueReader? = nil
    ) -> Value? {
        try? decoded(type, bytes, values)
    }

    /// What a text says.
    static func decoded<Value: Decodable>(
        _ type: Value.Type, _ bytes: [UInt8], _ values: LargeValueReader?
    ) throws(UnreadableText) -> Value {
        let decoder = JSONDecoder()
        if let values { decoder.userInfo[.valueKeeper] = values }
        do { return try decoder.decode(type, from: Data(bytes)) } catch let error as DecodingError {
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

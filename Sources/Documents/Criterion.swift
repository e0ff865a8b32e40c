/// One acceptance criterion: an item of the section, and what its nested bullets add.
public struct Criterion: Hashable, Sendable, Codable {
    /// The item's own text, without markup.
    public var text: String
    /// The texts of the items nested in it, at any depth, in order.
    public var details: [String]

    /// States a criterion.
    public init(text: String, details: [String] = []) {
        self.text = text
        self.details = details
    }
}

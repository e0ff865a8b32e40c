/// What a document says of itself, in front matter or header lines; what is absent is `nil`.
struct Header: Equatable {
    var id: String?
    var title: String?
    var status: String?
    var dependencies: [String]?

    /// This header, with another one's values for what this one does not say.
    func completed(by other: Header) -> Header {
        Header(
            id: id ?? other.id, title: title ?? other.title, status: status ?? other.status,
            dependencies: dependencies ?? other.dependencies)
    }
}

import JSONValues
import Mustache

/// An object as a template sees it.
struct PromptObject: MustacheParent, MustacheCustomRenderable {
    let json: JSON

    var renderText: String { json.prettyText }
    var isNull: Bool { false }

    func child(named name: String) -> Any? { json[name].flatMap(\.promptValue) }
}

/// A list as a template sees it: a section is made for each element.
struct PromptList: MustacheSequence, MustacheCustomRenderable {
    let elements: [JSON]

    var renderText: String { JSON.array(elements).prettyText }
    var isNull: Bool { false }

    func makeIterator() -> some IteratorProtocol<Any> {
        elements.map { $0.promptValue ?? "" }.makeIterator()
    }
}

extension JSON {
    /// The value for the template; `nil` for what counts as absent.
    fileprivate var promptValue: Any? {
        switch self {
        case .null: nil
        case .bool(let value): value
        case .int(let value): value
        case .double(let value): value
        case .string(let text): text.isEmpty ? nil : text
        case .array(let elements): PromptList(elements: elements)
        case .object: PromptObject(json: self)
        }
    }
}

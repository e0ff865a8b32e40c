import Expressions
import JSONValues
import Pipelines

/// A mapping that is being written, its keys in the order in which they are put.
struct WrittenMapping {
    private var entries: [YAMLNode.Entry] = []

    /// Puts a key, unless there is nothing to write.
    ///
    /// - Parameter isDefault: whether the same holds without it.
    mutating func put(_ key: String, _ value: YAMLNode?, isDefault: Bool = false) {
        guard let value else { return }
        entries.append(.init(key: key, position: .start, value: value, isDefault: isDefault))
    }

    /// The mapping.
    var node: YAMLNode { YAMLNode(content: .mapping(entries), position: .start) }
}

extension YAMLNode {
    /// A text.
    init(text: String) { self.init(text: text, at: .start) }

    /// A list.
    init(list: [YAMLNode]) { self.init(content: .sequence(list), position: .start) }

    /// A list of texts.
    init(texts: [String]) { self.init(list: texts.map { YAMLNode(text: $0) }) }

    /// A mapping with one key.
    init(key: String, _ value: YAMLNode) {
        self.init(content: .mapping([.init(key: key, position: .start, value: value)]), position: .start)
    }

    /// One word of several.
    init(_ choice: some RawRepresentable<String>) { self.init(text: choice.rawValue) }

    init(_ flag: Bool) { self.init(.bool(flag) as JSON) }
    init(_ number: Int) { self.init(.int(Int64(number)) as JSON) }
    init(_ number: Double) {
        self.init(Int64(exactly: number).map { JSON.int($0) } ?? .double(number))
    }
    init(_ duration: Duration) { self.init(text: DurationText.write(duration)) }
    init(_ expression: Expression) { self.init(text: expression.source) }

    init(_ command: CommandLine) {
        switch command {
        case .arguments(let arguments): self.init(texts: arguments)
        case .shell(let script): self.init(text: script)
        }
    }
}

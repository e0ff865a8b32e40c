/// A function that expressions can call.
struct Function: Sendable {
    typealias Body = @Sendable (_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value

    enum Style: Sendable {
        /// `name(a, b)`
        case global
        /// `a.name(b)`: the receiver is the first argument.
        case member
        /// Both.
        case either
    }

    let name: String
    let style: Style
    let body: Body

    init(_ name: String, _ style: Style = .global, _ body: @escaping Body) {
        self.name = name
        self.style = style
        self.body = body
    }
}

/// All functions by name; each of them sorts out the types of its arguments itself.
enum FunctionLibrary {
    static let global = dictionary { $0.style != .member }
    static let member = dictionary { $0.style != .global }

    /// What stands before the point in the names of some: no values, though they look like some.
    static let namespaces = Set(global.keys.compactMap { $0.split(separator: ".").dropLast().first.map(String.init) })

    private static let all = basics + conversions + texts + formats + optionals + times + math + encoders + documents

    private static func dictionary(_ isIncluded: (Function) -> Bool) -> [String: Function] {
        Dictionary(all.filter(isIncluded).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

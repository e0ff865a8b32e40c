import JSONValues

/// A number of a schema or a value, compared without rounding.
enum SchemaNumber: Hashable, Sendable {
    case int(Int64)
    case double(Double)

    init?(_ json: JSON) {
        switch json {
        case .int(let value): self = .int(value)
        case .double(let value): self = .double(value)
        default: return nil
        }
    }

    enum Order { case less, equal, greater }

    static func order(_ left: SchemaNumber, _ right: SchemaNumber) -> Order {
        switch (left, right) {
        case (.int(let left), .int(let right)): left < right ? .less : left == right ? .equal : .greater
        case (.double(let left), .double(let right)): left < right ? .less : left == right ? .equal : .greater
        case (.int(let left), .double(let right)): order(left, right)
        case (.double(let left), .int(let right)):
            switch order(right, left) {
            case .less: .greater
            case .equal: .equal
            case .greater: .less
            }
        }
    }

    private static func order(_ whole: Int64, _ double: Double) -> Order {
        if double >= 0x1p63 { return .less }
        if double < -0x1p63 { return .greater }
        let floor = double.rounded(.down)
        let other = Int64(floor)
        if whole != other { return whole < other ? .less : .greater }
        return double > floor ? .less : .equal
    }

    /// Whether the number has no fraction, whatever its form.
    var isWhole: Bool {
        switch self {
        case .int: true
        case .double(let value): value.rounded() == value
        }
    }

    var isPositive: Bool { Self.order(self, .int(0)) == .greater }

    /// The number as an `int` that counts something, or `nil`.
    var count: Int? {
        switch self {
        case .int(let value): value >= 0 ? Int(value) : nil
        case .double(let value): value >= 0 ? Int(exactly: value) : nil
        }
    }

    var json: JSON {
        switch self {
        case .int(let value): .int(value)
        case .double(let value): .double(value)
        }
    }
}

extension Comparison {
    enum Order {
        case less, equal, greater
        /// With NaN on either side.
        case none

        init<Number: Comparable>(_ left: Number, _ right: Number) {
            self = left < right ? .less : left == right ? .equal : left > right ? .greater : .none
        }

        fileprivate var reversed: Order {
            switch self {
            case .less: .greater
            case .greater: .less
            case .equal, .none: self
            }
        }
    }

    /// The order of two numbers on one line of numbers, or `nil` where one is no number.
    static func numbers(_ left: Value, _ right: Value) -> Order? {
        switch (left, right) {
        case (.int(let left), .int(let right)): Order(left, right)
        case (.uint(let left), .uint(let right)): Order(left, right)
        case (.double(let left), .double(let right)): Order(left, right)
        case (.int(let left), .uint(let right)): left < 0 ? .less : Order(left.magnitude, right)
        case (.uint(let left), .int(let right)): right < 0 ? .greater : Order(left, right.magnitude)
        case (.int(let left), .double(let right)): order(left, right)
        case (.double(let left), .int(let right)): order(right, left).reversed
        case (.uint(let left), .double(let right)): order(left, right)
        case (.double(let left), .uint(let right)): order(right, left).reversed
        default: nil
        }
    }

    /// Beyond the range of the integer the double decides; within it the integer is rounded to a double, as CEL does.
    private static func order<Whole: FixedWidthInteger>(_ whole: Whole, _ double: Double) -> Order {
        if double.isNaN { return .none }
        if double < Double(Whole.min) { return .greater }
        if double > Double(Whole.max) { return .less }
        return Order(Double(whole), double)
    }
}

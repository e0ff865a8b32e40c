enum BinaryOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case modulo = "%"
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case isIn = "in"
}

extension BinaryOperator {
    init?(_ kind: Token.Kind) {
        switch kind {
        case .symbol(let symbol): self.init(rawValue: symbol.rawValue)
        case .identifier("in"): self = .isIn
        default: return nil
        }
    }

    /// A higher one binds tighter; `||`, `&&` and `?:` bind less than all of these.
    var precedence: Int {
        switch self {
        case .multiply, .divide, .modulo: 3
        case .add, .subtract: 2
        case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual, .isIn: 1
        }
    }
}

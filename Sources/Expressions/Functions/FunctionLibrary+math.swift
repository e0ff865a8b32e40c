extension FunctionLibrary {
    static let math =
        [
            extremum("math.greatest", .greater), extremum("math.least", .less),
            rounding("math.ceil", .up), rounding("math.floor", .down), rounding("math.trunc", .towardZero),
            rounding("math.round", .toNearestOrAwayFromZero),
            question("math.isNaN") { $0.isNaN }, question("math.isInf") { $0.isInfinite },
            question("math.isFinite") { $0.isFinite },
            conversion("math.sqrt") { (value) throws(EvaluationError) in
                switch value {
                case .int(let number): .double(Double(number).squareRoot())
                case .uint(let number): .double(Double(number).squareRoot())
                case .double(let number): .double(number.squareRoot())
                default: nil
                }
            },
            conversion("math.abs") { (value) throws(EvaluationError) in
                switch value {
                case .int(let number) where number < 0: try Arithmetic.negate(value)
                case .int, .uint: value
                case .double(let number): .double(number.magnitude)
                default: nil
                }
            },
            conversion("math.sign") { (value) throws(EvaluationError) in
                switch value {
                case .int(let number): .int(number.signum())
                case .uint(let number): .uint(number == 0 ? 0 : 1)
                case .double(let number): .double(number > 0 ? 1 : number < 0 ? -1 : number)
                default: nil
                }
            },
        ] + bits

    private static func rounding(_ name: String, _ rule: FloatingPointRoundingRule) -> Function {
        conversion(name) { (value) throws(EvaluationError) in
            guard case .double(let number) = value else { return nil }
            return .double(number.rounded(rule))
        }
    }

    private static func question(_ name: String, _ holds: @escaping @Sendable (Double) -> Bool) -> Function {
        conversion(name) { (value) throws(EvaluationError) in
            guard case .double(let number) = value else { return nil }
            return .bool(holds(number))
        }
    }

    /// The greatest or least of the arguments, or of the elements of the one list that is the argument.
    private static func extremum(_ name: String, _ wanted: Comparison.Order) -> Function {
        Function(name) { (arguments, budget) throws(EvaluationError) in
            var numbers = Value.List(arguments)
            if arguments.count == 1, case .list(let list) = arguments[0] { numbers = list }
            try budget.spend(elements: numbers.count)
            guard var best = numbers.first else {
                throw EvaluationError(.invalidArgument, "\(name)() of no numbers")
            }
            // Compared with itself, so that one value alone is a number too.
            for number in numbers {
                guard let order = Comparison.numbers(number, best) else { throw .wrongType("\(name)()", [number]) }
                if order == wanted { best = number }
            }
            return best
        }
    }

    // MARK: Bits

    private static let bits = [
        combining("math.bitAnd", { $0 & $1 }, { $0 & $1 }),
        combining("math.bitOr", { $0 | $1 }, { $0 | $1 }),
        combining("math.bitXor", { $0 ^ $1 }, { $0 ^ $1 }),
        conversion("math.bitNot") { (value) throws(EvaluationError) in
            switch value {
            case .int(let number): .int(~number)
            case .uint(let number): .uint(~number)
            default: nil
            }
        },
        shifting("math.bitShiftLeft") { $0 << $1 },
        shifting("math.bitShiftRight") { $0 >> $1 },
    ]

    private static func combining(
        _ name: String, _ int: @escaping @Sendable (Int64, Int64) -> Int64,
        _ uint: @escaping @Sendable (UInt64, UInt64) -> UInt64
    ) -> Function {
        Function(name) { (arguments, _) throws(EvaluationError) in
            switch (arguments.count, arguments.first, arguments.last) {
            case (2, .int(let left), .int(let right)): return .int(int(left, right))
            case (2, .uint(let left), .uint(let right)): return .uint(uint(left, right))
            default: throw .wrongType("\(name)()", arguments)
            }
        }
    }

    /// Shifts the bits of an `int` as if it had no sign; a shift by 64 or more leaves nothing.
    private static func shifting(_ name: String, _ shift: @escaping @Sendable (UInt64, Int64) -> UInt64) -> Function {
        Function(name) { (arguments, _) throws(EvaluationError) in
            guard arguments.count == 2, case .int(let distance) = arguments[1] else {
                throw .wrongType("\(name)()", arguments)
            }
            guard distance >= 0 else { throw EvaluationError(.invalidArgument, "\(name)() by \(distance)") }
            switch arguments[0] {
            case .int(let number):
                return .int(Int64(bitPattern: shift(UInt64(bitPattern: number), distance)))
            case .uint(let number): return .uint(shift(number, distance))
            default: throw .wrongType("\(name)()", arguments)
            }
        }
    }
}

import RegularExpressions

extension FunctionLibrary {
    static let texts =
        [
            test("startsWith") { $0.utf8.starts(with: $1.utf8) },
            test("endsWith") { $0.utf8.reversed().starts(with: $1.utf8.reversed()) },
            test("contains") { Array($0.utf8).firstRange(ofPart: Array($1.utf8)) != nil },
            text("matches", 2...2, .either) { (arguments, _) throws(EvaluationError) in
                let (text, pattern) = (try arguments.text(0), try arguments.text(1))
                do throws(RegularExpression.Invalid) {
                    return .bool(try patterns.expression(pattern).occurs(in: text))
                } catch {
                    throw EvaluationError(.invalidArgument, "matches(): \(error.reason)")
                }
            },
            text("charAt", 2...2) { (arguments, _) throws(EvaluationError) in
                let scalars = try arguments.scalars(0)
                let position = try arguments.position(1, upTo: scalars.count) ?? 0
                return .string(String(scalars[position...].prefix(1)))
            },
            text("indexOf", 2...3) { (arguments, _) throws(EvaluationError) in
                let (scalars, part) = (try arguments.scalars(0), try arguments.scalars(1))
                let start = try arguments.position(2, upTo: scalars.count) ?? 0
                return .int(Int64(scalars.firstRange(ofPart: part, from: start)?.lowerBound ?? -1))
            },
            text("lastIndexOf", 2...3) { (arguments, _) throws(EvaluationError) in
                let (scalars, part) = (try arguments.scalars(0), try arguments.scalars(1))
                let last = try arguments.position(2, upTo: scalars.count) ?? scalars.count
                // From the back, the last becomes the first.
                let searched = Array(scalars.prefix(last + part.count).reversed())
                let found = searched.firstRange(ofPart: part.reversed())
                return .int(found.map { Int64(searched.count - $0.upperBound) } ?? -1)
            },
            text("substring", 2...3) { (arguments, _) throws(EvaluationError) in
                let scalars = try arguments.scalars(0)
                let start = try arguments.position(1, upTo: scalars.count) ?? 0
                let end = try arguments.position(2, upTo: scalars.count) ?? scalars.count
                guard start <= end else {
                    throw EvaluationError(.outOfRange, "substring(): \(start) is after \(end)")
                }
                return .string(String(scalars[start..<end]))
            },
            text("lowerAscii", 1...1) { (arguments, _) throws(EvaluationError) in
                .string(String(try arguments.scalars(0).map { ("A"..."Z").contains($0) ? $0.shifted(32) : $0 }))
            },
            text("upperAscii", 1...1) { (arguments, _) throws(EvaluationError) in
                .string(String(try arguments.scalars(0).map { ("a"..."z").contains($0) ? $0.shifted(-32) : $0 }))
            },
            text("reverse", 1...1) { (arguments, _) throws(EvaluationError) in
                .string(String(try arguments.scalars(0).reversed()))
            },
            text("trim", 1...1) { (arguments, _) throws(EvaluationError) in
                let scalars = try arguments.scalars(0)
                let start = scalars.firstIndex { !$0.properties.isWhitespace } ?? scalars.endIndex
                let end = scalars.lastIndex { !$0.properties.isWhitespace } ?? start - 1
                return .string(String(scalars[start..<end + 1]))
            },
        ] + pieces

    private static let patterns = CompiledPatterns()

    static func text(
        _ name: String, _ count: ClosedRange<Int>, _ style: Function.Style = .member,
        _ body: @escaping @Sendable (TextArguments, inout Budget) throws(EvaluationError) -> Value
    ) -> Function {
        Function(name, style) { (arguments, budget) throws(EvaluationError) in
            try body(TextArguments(name, arguments, count: count, &budget), &budget)
        }
    }

    /// A member function from two texts to a truth.
    private static func test(_ name: String, _ holds: @escaping @Sendable (String, String) -> Bool) -> Function {
        text(name, 2...2) { (arguments, _) throws(EvaluationError) in
            .bool(holds(try arguments.text(0), try arguments.text(1)))
        }
    }
}

extension Unicode.Scalar {
    fileprivate func shifted(_ distance: Int) -> Unicode.Scalar {
        Unicode.Scalar(UInt8(truncatingIfNeeded: Int(value) + distance))
    }
}

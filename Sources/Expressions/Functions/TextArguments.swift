/// The arguments of a function on texts, whose positions count code points.
struct TextArguments {
    let name: String
    let values: [Value]

    /// Refuses another number of arguments, the receiver included, and pays for all texts among them.
    init(_ name: String, _ values: [Value], count: ClosedRange<Int>, _ budget: inout Budget) throws(EvaluationError) {
        self.name = name
        self.values = values
        guard count.contains(values.count) else { throw wrongType }
        // Searching takes longer than copying, which is what `pay` is for.
        for value in values {
            try value.pay(&budget)
            try value.pay(&budget)
        }
    }

    var wrongType: EvaluationError { .wrongType("\(name)()", values) }

    func text(_ place: Int) throws(EvaluationError) -> String {
        guard case .string(let text) = values[place] else { throw wrongType }
        return text
    }

    func scalars(_ place: Int) throws(EvaluationError) -> [Unicode.Scalar] {
        Array(try text(place).unicodeScalars)
    }

    /// A number that may be left out.
    func number(_ place: Int) throws(EvaluationError) -> Int? {
        guard place < values.count else { return nil }
        guard case .int(let number) = values[place] else { throw wrongType }
        return Int(number)
    }

    /// A position from 0 to the end that may be left out.
    func position(_ place: Int, upTo end: Int) throws(EvaluationError) -> Int? {
        guard let position = try number(place) else { return nil }
        guard (0...end).contains(position) else {
            throw EvaluationError(.outOfRange, "\(name)(): no position \(position) in a text of \(end)")
        }
        return position
    }
}

extension String {
    init(_ scalars: some Sequence<Unicode.Scalar>) {
        var view = UnicodeScalarView()
        view.append(contentsOf: scalars)
        self.init(view)
    }
}

public import JSONValues

extension Value {
    /// The elements of a list.
    ///
    /// A list that came as JSON stays JSON: an element becomes a value when it is read, so that large inputs cost nothing
    /// until they are looked at.
    public struct List: Sendable {
        enum Storage: Sendable {
            case values([Value])
            case json([JSON])
        }

        let storage: Storage

        /// A list of values.
        public init(_ values: [Value]) { storage = .values(values) }

        /// A list whose elements are converted when they are read.
        public init(_ json: [JSON]) { storage = .json(json) }

        /// The elements as an array of values.
        public var values: [Value] {
            switch storage {
            case .values(let values): values
            case .json(let json): json.map { Value($0) }
            }
        }
    }
}

extension Value.List: RandomAccessCollection {
    /// Zero.
    public var startIndex: Int { 0 }

    /// The number of elements.
    public var endIndex: Int {
        switch storage {
        case .values(let values): values.count
        case .json(let json): json.count
        }
    }

    /// The element at a position from 0 to `count - 1`.
    public subscript(position: Int) -> Value {
        switch storage {
        case .values(let values): values[position]
        case .json(let json): Value(json[position])
        }
    }
}

extension Value.List: Hashable {
    /// Whether both have the same elements in the same order.
    public static func == (left: Value.List, right: Value.List) -> Bool {
        left.elementsEqual(right)
    }

    /// Hashes the elements.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        for element in self { hasher.combine(element) }
    }
}

extension Value.List: ExpressibleByArrayLiteral {
    /// A list of values.
    public init(arrayLiteral elements: Value...) { self.init(elements) }
}

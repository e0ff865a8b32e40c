public import JSONValues
public import Pipelines

/// What attempts of a simulation come to, where a person has said so.
///
/// What is said of an instance counts before what is said of its stage.
public struct StubbedResults: Sendable {
    /// How attempts of a part are to fail.
    public struct Failing: Hashable, Sendable {
        /// The kind of failure; `timeout` takes as long as the limit that is reached.
        public var errorClass: ErrorClass
        /// Only so many, from the first on; `nil` for all.
        public var count: Int?

        /// States it.
        public init(_ errorClass: ErrorClass, count: Int? = nil) {
            self.errorClass = errorClass
            self.count = count
        }
    }

    /// What loops give, before the stage's output mapping.
    public var outputs: [StagePart: JSON]
    /// What is to fail.
    public var failures: [StagePart: Failing]
    /// What is said of the runs that tries of stages are which use pipelines.
    public var inside: [StagePart: StubbedResults] = [:]
    /// Documents that the run is about, by path.
    public var files: [String: [UInt8]]

    /// States it.
    public init(
        outputs: [StagePart: JSON] = [:], failures: [StagePart: Failing] = [:], files: [String: [UInt8]] = [:]
    ) {
        self.outputs = outputs
        self.failures = failures
        self.files = files
    }

    /// Everything that something is said of.
    var parts: Set<StatedPart> {
        inside.reduce(into: Set(outputs.keys).union(failures.keys).mapped { StatedPart($0) }) { parts, inner in
            parts.formUnion(inner.value.parts.mapped { StatedPart($0, within: inner.key) })
        }
    }

    /// The part of these under which something is said of an instance.
    static func part<Value>(for id: InstanceID, in stated: [StagePart: Value]) -> StagePart? {
        parts(for: id).first { stated[$0] != nil }
    }

    /// The parts under which something can be said of an instance; the first counts before the second.
    private static func parts(for id: InstanceID) -> [StagePart] {
        [StagePart(id.stage, id.name), StagePart(id.stage)]
    }

    /// What is said of the run that a try of an instance is, with the documents that it is about.
    func inside(_ id: InstanceID, files: [String: [UInt8]]) -> StubbedResults {
        var inner = StubbedResults(files: files)
        for part in Self.parts(for: id) {
            guard let stated = inside[part] else { continue }
            inner.take(stated)
        }
        return inner
    }

    /// Where the things are said of that count in the run which a try of an instance is.
    func places(of parts: Set<StatedPart>, inside id: InstanceID) -> Set<StatedPart> {
        Self.parts(for: id).reduce(into: []) { places, key in
            guard let stated = inside[key]?.parts else { return }
            places.formUnion(parts.intersection(stated).mapped { StatedPart($0, within: key) })
        }
    }

    /// Takes what is said of parts that nothing is said of yet.
    private mutating func take(_ other: StubbedResults) {
        outputs.merge(other.outputs) { own, _ in own }
        failures.merge(other.failures) { own, _ in own }
        for (part, stated) in other.inside { inside[part, default: StubbedResults()].take(stated) }
    }
}

/// A part of a run, or of a run that is a try of one of its stages, that something is said of.
public struct StatedPart: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The stages that it is inside, outermost first.
    public var within: [StagePart]
    /// Which.
    public var part: StagePart

    /// Names a part of the run itself.
    public init(_ part: StagePart) {
        within = []
        self.part = part
    }

    /// Names a part of a run that is a try of a stage.
    init(_ inner: StatedPart, within outer: StagePart) {
        within = [outer] + inner.within
        part = inner.part
    }

    /// `build`, `check/lint`, `check/linux/lint`.
    public var description: String { (within + [part]).map(\.description).joined(separator: "/") }

    /// Orders by what they are inside, from the outermost on, then by part.
    public static func < (left: StatedPart, right: StatedPart) -> Bool {
        (left.within + [left.part]).lexicographicallyPrecedes(right.within + [right.part])
    }
}

extension Set {
    fileprivate func mapped<Other: Hashable>(_ transform: (Element) -> Other) -> Set<Other> {
        Set<Other>(map(transform))
    }
}

extension Stage {
    /// After how long an attempt that never ends by itself is ended; `nil` where nothing bounds it.
    public var longestAttempt: Duration? {
        let passes = loop.iterationTimeout.map { $0 * min(max(1, loop.maxIterations), 1_000_000) }
        return [timeout, passes, loop.idleTimeout].compactMap(\.self).min()
    }
}

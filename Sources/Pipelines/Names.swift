/// A name that is a type of its own, so that a stage is never taken for an instance.
///
/// Written to JSON as the plain string.
public protocol Name: RawRepresentable<String>, Hashable, Sendable, Codable, Comparable, CustomStringConvertible,
    ExpressibleByStringLiteral
{
    /// Takes the text as it stands; whether it is well formed is asked where definitions are read.
    init(rawValue: String)
}

extension Name {
    /// Takes the text as it stands.
    public init(_ text: String) { self.init(rawValue: text) }
    /// Takes the text as it stands.
    public init(stringLiteral value: String) { self.init(rawValue: value) }
    /// The name itself.
    public var description: String { rawValue }
    /// Orders by Unicode scalars.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A run's derived name: `greeter-3fa9c01`.
public struct RunID: Name {
    /// The text.
    public let rawValue: String
    /// Takes the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A pipeline's name, unique among those one commit defines.
public struct PipelineName: Name {
    /// The text.
    public let rawValue: String
    /// Takes the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A stage's name, unique in its pipeline.
public struct StageName: Name {
    /// The text.
    public let rawValue: String
    /// Takes the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of one of a stage's parallel instances; `main` where the stage does not fan out.
public struct InstanceName: Name {
    /// The text.
    public let rawValue: String
    /// Takes the text.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The one instance of a stage that does not fan out.
    public static let main: InstanceName = "main"
}

/// A loop type's name.
public struct LoopName: Name {
    /// The text.
    public let rawValue: String
    /// Takes the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of a limit that the settings state, and that stages name with `uses_limit`.
public struct LimitName: Name {
    /// The text.
    public let rawValue: String
    /// Takes the text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// An instance, by its stage and its name: `implementation/008-crash-recovery`.
public struct InstanceID: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// Its stage.
    public var stage: StageName
    /// Its name in the stage.
    public var name: InstanceName

    /// Names an instance.
    public init(_ stage: StageName, _ name: InstanceName) {
        self.stage = stage
        self.name = name
    }

    /// The stage alone for the one instance of a stage that does not fan out, else `stage/instance`.
    public var description: String { name == .main ? stage.rawValue : "\(stage)/\(name)" }

    /// Orders by stage, then name.
    public static func < (left: InstanceID, right: InstanceID) -> Bool {
        (left.stage, left.name) < (right.stage, right.name)
    }
}

/// One try of an instance, and its fencing token: numbers count from 1 and never repeat in a run.
public struct AttemptID: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// Whose try it is.
    public var instance: InstanceID
    /// Which try, from 1.
    public var number: Int

    /// Names an attempt.
    public init(_ instance: InstanceID, _ number: Int) {
        self.instance = instance
        self.number = number
    }

    /// `implementation/core attempt 2`.
    public var description: String { "\(instance) attempt \(number)" }

    /// Orders by instance, then number.
    public static func < (left: AttemptID, right: AttemptID) -> Bool {
        (left.instance, left.number) < (right.instance, right.number)
    }
}

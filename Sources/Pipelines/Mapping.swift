public import Expressions
public import JSONValues

/// How data goes into an attempt, or what comes out of it: fields, then transforms, then a schema.
public struct Mapping: Hashable, Sendable, Codable {
    /// One field of the result.
    public struct Field: Hashable, Sendable, Codable {
        /// Where the value comes from.
        public var from: Expression
        /// Where it goes: member names joined by dots.
        public var to: String
        /// Whether a missing value is an error; otherwise `fallback` or nothing is used.
        public var required: Bool
        /// Used when the value is missing.
        public var fallback: JSON?

        /// Makes a field rule.
        public init(from: Expression, to: String, required: Bool = true, fallback: JSON? = nil) {
            self.from = from
            self.to = to
            self.required = required
            self.fallback = fallback
        }
    }

    /// A value computed from what the fields made.
    public struct Transform: Hashable, Sendable, Codable {
        /// Where the value goes: member names joined by dots.
        public var to: String
        /// Over the same roots as the fields, and the members made so far.
        public var expression: Expression

        /// Makes a transform.
        public init(to: String, expression: Expression) {
            self.to = to
            self.expression = expression
        }
    }

    /// The schema that the result must satisfy, kept whole.
    public struct Validation: Hashable, Sendable, Codable {
        /// As the definition names it, for messages.
        public var name: String
        /// The JSON Schema.
        public var schema: JSON

        /// Names a schema.
        public init(name: String, schema: JSON) {
            self.name = name
            self.schema = schema
        }
    }

    /// The fields, in order.
    public var fields: [Field]
    /// The transforms, in order, after all fields.
    public var transforms: [Transform]
    /// Checked last.
    public var validation: Validation?

    /// Makes a mapping; an empty one passes everything through.
    public init(fields: [Field] = [], transforms: [Transform] = [], validation: Validation? = nil) {
        self.fields = fields
        self.transforms = transforms
        self.validation = validation
    }

    /// The members that a target leads through; with a member under which all results are gathered, that may be left
    /// out: `outputs.plan` and `plan` are the same below `outputs`.
    public static func path(of target: String, under prefix: String?) -> [String] {
        let parts = target.split(separator: ".").map(String.init)
        return prefix != nil && parts.first == prefix && parts.count > 1 ? Array(parts.dropFirst()) : parts
    }
}

extension Mapping {
    /// What an output mapping writes, as paths below `outputs`.
    public var targets: [String] { (fields.map(\.to) + transforms.map(\.to)).map(\.belowOutputs) }
}

extension String {
    /// An output's path: what an output mapping writes to, `outputs.plan` or `plan`, without the first part.
    public var belowOutputs: String { hasPrefix("outputs.") ? String(dropFirst("outputs.".count)) : self }
}

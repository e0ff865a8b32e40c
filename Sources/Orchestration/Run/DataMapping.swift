import Expressions
public import JSONValues
public import Pipelines
import Schemas

/// What a mapping says of some data.
public enum MappingResult: Hashable, Sendable {
    case mapped(JSON)
    /// A field that is required is not there.
    case missing(String)
    /// A field, transform or schema that failed, in a sentence that names field, value and rule.
    case invalid(String)
}

extension Mapping {
    /// Applies the mapping: fields in order, then transforms, then the schema.
    ///
    /// - Parameters:
    ///   - roots: what `from` and the transforms see, as it is read back.
    ///   - prefix: the member under which results are gathered (`outputs`); a `to` may start with it or not.
    public func apply(to roots: [String: JSON], under prefix: String? = nil) -> MappingResult {
        apply(to: roots, under: prefix) { _ in }
    }

    /// Applies the mapping, and tells of each field and transform that was reached.
    func apply(to roots: [String: JSON], under prefix: String?, telling tell: (MappingStep) -> Void) -> MappingResult {
        var result: JSON = .object([:])
        for field in fields {
            let path = Self.path(of: field.to, under: prefix)
            var step = MappingStep(.field, to: field.to, field.from, before: result.value(at: path), roots: roots)
            defer { tell(step) }
            switch field.from.evaluate(in: Bindings(roots), limits: field.from.limits) {
            case .value(let value):
                guard let json = value.json else {
                    step.problem = "\(field.from.source) has no JSON form"
                    return .invalid("\(field.to): \(field.from.source) has no JSON form")
                }
                // What is passed on stays shared: it is not looked through for each instance.
                result.set(field.from.isPath ? json : json.asReadBack, at: path)
                step.after = json
            case .error(let error):
                step.problem = error.message
                if let fallback = field.fallback {
                    result.set(fallback.asReadBack, at: path)
                    step.after = fallback
                } else if field.required {
                    return .missing("\(field.to) is missing: \(field.from.source): \(error.message)")
                }
            }
        }
        for transform in transforms {
            let path = Self.path(of: transform.to, under: prefix)
            var roots = roots
            for (key, value) in result.objectValue ?? [:] { roots[key] = value }
            if let prefix { roots[prefix] = result }
            var step = MappingStep(
                .transform, to: transform.to, transform.expression, before: result.value(at: path), roots: roots)
            defer { tell(step) }
            switch transform.expression.evaluate(in: Bindings(roots), limits: transform.expression.limits) {
            case .value(let value):
                guard let json = value.json else {
                    step.problem = "\(transform.expression.source) has no JSON form"
                    return .invalid("\(transform.to): \(transform.expression.source) has no JSON form")
                }
                result.set(transform.expression.isPath ? json : json.asReadBack, at: path)
                step.after = json
            case .error(let error):
                step.problem = error.message
                return .invalid("\(transform.to): \(transform.expression.source): \(error.message)")
            }
        }
        guard let validation else { return .mapped(result) }
        return check(result, against: validation)
    }

    /// A schema holds for the one value when there is one field, else for the whole object.
    private func check(_ result: JSON, against validation: Validation) -> MappingResult {
        let members = result.objectValue ?? [:]
        let checked = members.count == 1 ? members.first?.value ?? result : result
        do {
            let violations = try Schema.compile(validation.schema).validate(checked, limit: 3)
            if violations.isEmpty { return .mapped(result) }
            let list = violations.map {
                "\($0.path.isEmpty ? "the value" : $0.path) \($0.message) (\($0.schemaPath))"
            }
            return .invalid("\(validation.name): \(list.joined(separator: "; "))")
        } catch {
            return .invalid("\(validation.name) is no schema: \(error)")
        }
    }
}

extension Expression {
    /// What is only passed on is there already, and may be larger than what an expression may make.
    var limits: ExpressionLimits { isPath ? ExpressionLimits(size: .max) : .default }
}

extension JSON {
    /// The value as the journal gives it back: a number without a fraction is an integer, infinities and NaN are null.
    ///
    /// So the state that is decided upon now and the one that is read later are the same.
    /// What need not be changed is not copied.
    var asReadBack: JSON {
        switch self {
        case .null, .bool, .int, .string: self
        case .double(let value):
            if let whole = Int64(exactly: value) { .int(whole) } else { value.isFinite ? self : .null }
        case .array(let elements): isReadBack ? self : .array(elements.map(\.asReadBack))
        case .object(let members): isReadBack ? self : .object(members.mapValues(\.asReadBack))
        }
    }

    private var isReadBack: Bool {
        switch self {
        case .null, .bool, .int, .string: true
        case .double(let value): value.isFinite && Int64(exactly: value) == nil
        case .array(let elements): elements.allSatisfy(\.isReadBack)
        case .object(let members): members.values.allSatisfy(\.isReadBack)
        }
    }

    /// About how many bytes its text has, counted up to a bound.
    func textSize(upTo bound: Int) -> Int {
        switch self {
        case .null, .bool: return 5
        case .int, .double: return 12
        case .string(let text): return text.utf8.count + 2
        case .array(let elements):
            var size = 2
            for element in elements where size < bound { size += element.textSize(upTo: bound - size) + 1 }
            return size
        case .object(let members):
            var size = 2
            for (name, member) in members where size < bound {
                size += name.utf8.count + 4 + member.textSize(upTo: bound - size)
            }
            return size
        }
    }

    /// Sets the member that a path of names leads to; what stands in the way and is no object is replaced.
    fileprivate mutating func set(_ value: JSON, at path: [String]) {
        guard let first = path.first else {
            self = value
            return
        }
        var members = objectValue ?? [:]
        var inner = members[first] ?? .object([:])
        inner.set(value, at: Array(path.dropFirst()))
        members[first] = inner
        self = .object(members)
    }
}

extension Run {
    /// What an attempt of the instance would be given.
    func input(for id: InstanceID, _ instance: InstanceRun, _ definition: Stage, _ table: DependencyTable)
        -> MappingResult
    {
        // The roots of a long run are many, and a stage that maps nothing needs none of them.
        definition.inputMapping == Mapping()
            ? .mapped([:]) : definition.inputMapping.apply(to: roots(for: instance, table))
    }

    /// Why the instance cannot be given its input; `nil` when it can.
    func inputProblem(
        for id: InstanceID, _ instance: InstanceRun, _ definition: Stage, _ table: DependencyTable
    ) -> BlockedOn? {
        switch input(for: id, instance, definition, table) {
        case .mapped: nil
        case .missing(let what), .invalid(let what): BlockedOn(.missingInput, what)
        }
    }

    /// What is kept of what an attempt gave: through the stage's output mapping, or as it is where there is none.
    public func outputs(of stage: StageName, from given: JSON) -> MappingResult {
        (definition(stage)?.outputMapping ?? Mapping()).outputs(from: given)
    }
}

extension Mapping {
    /// What is kept of what an attempt gave; all of it where the mapping says nothing.
    public func outputs(from given: JSON) -> MappingResult {
        outputs(from: given.asReadBack) { _ in }
    }

    /// What is kept of what an attempt gave, and each step on the way; a mapping that says nothing has none.
    public func outputSteps(from given: JSON) -> (steps: [MappingStep], result: MappingResult) {
        var steps: [MappingStep] = []
        let result = outputs(from: given.asReadBack) { steps.append($0) }
        return (steps, result)
    }

    private func outputs(from given: JSON, telling tell: (MappingStep) -> Void) -> MappingResult {
        var result = MappingResult.mapped(given)
        if !fields.isEmpty || !transforms.isEmpty {
            result = apply(to: given.objectValue ?? [:], under: "outputs", telling: tell)
        }
        if case .mapped(let outputs) = result, outputs.textSize(upTo: Self.mostOutputs) >= Self.mostOutputs {
            return .invalid(
                "the outputs have more than the \(ByteCountText.write(Int64(Self.mostOutputs))) that an attempt can give: "
                    + "leave what is larger in files of the work tree, and give their paths")
        }
        return result
    }

    /// No attempt gives more bytes of JSON than that, after its mapping.
    static let mostOutputs = 16 << 20
}

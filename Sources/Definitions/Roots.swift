import Expressions

/// A name that expressions can start from.
struct Root {
    /// Where an expression stands.
    enum Place: CaseIterable {
        /// In what decides about starting a run: a filter of `start_on`, a concurrency group.
        case start
        /// In a stage: its conditions, filters, and its input mapping.
        case stage
        /// In a stage of `on_failure` or `finally`.
        case closing
        /// In a stage's `success`.
        case stageEnd
        /// In the pipeline's `success`.
        case end
        /// In `retry_on`.
        case retry
    }

    /// A member that it is known to have.
    struct Member {
        var name: String
        var shape: Shape
        /// What it is, in a clause.
        var meaning: String
        /// Where it is there too, or not yet.
        var places: Set<Place> = Set(Place.allCases)
    }

    var name: String
    /// What it is, in a clause.
    var meaning: String
    /// Where it exists.
    var places: Set<Place>
    var members: [Member] = []
    /// Whether it has other members too, which are not known beforehand.
    var isOpen = true
    /// Whether it is `null` at times.
    var mayBeNull = false

    /// What is known of its value in a place.
    func shape(in place: Place) -> Shape {
        if mayBeNull { return .any }
        let known = members.filter { $0.places.contains(place) }
        if known.isEmpty { return isOpen ? .any : .map([:], isClosed: true) }
        return .map(
            Dictionary(known.map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first }), isClosed: !isOpen)
    }
}

/// The names that expressions can start from, besides those of stages.
enum Roots {
    /// Those of a place.
    static func names(in place: Root.Place) -> Set<String> {
        Set(all.filter { $0.places.contains(place) }.map(\.name))
    }

    /// What is known of each of those of a place.
    static func shapes(in place: Root.Place) -> [String: Shape] {
        Dictionary(
            all.filter { $0.places.contains(place) }.map { ($0.name, $0.shape(in: place)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Those of a stage's expressions. No stage may have one of these names.
    static let fixed = names(in: .stage)
    /// Those of a stage that closes the run.
    static let closing = names(in: .closing)
    /// Those of what decides about starting a run.
    static let start = names(in: .start)
    /// Those of a pipeline's `success`, besides its stages.
    static let end = names(in: .end)
    /// Those that a stage's `success` alone has, or what closes a run. No stage may have one of these names either.
    static let special = names(in: .stageEnd).union(closing).subtracting(fixed)
    /// Those of `retry_on`.
    static let retry = names(in: .retry)

    private static let run: Set<Root.Place> = [.stage, .closing, .stageEnd, .end]

    /// All of them, in the order in which they are shown.
    static let all: [Root] = [
        Root(
            name: "request", meaning: "what the run was started for", places: run.union([.start]),
            members: [
                .init(
                    name: "goal", shape: .any, meaning: "the input `goal`, else the plan's Summary, else its title",
                    places: run),
                .init(name: "inputs", shape: .of(.map), meaning: "what was given with `run --input key=value`"),
                .init(
                    name: "documents", shape: .list(of: .of(.map)),
                    meaning: "the documents that the run was started for",
                    places: run),
                .init(name: "event", shape: .of(.string), meaning: "the type of the event that started it"),
                .init(name: "branch", shape: .of(.string), meaning: "the branch that it is based on"),
                .init(name: "commit", shape: .of(.string), meaning: "the commit that it is based on"),
            ], isOpen: false),
        Root(
            name: "run", meaning: "the run; in `start_on` the one that an event of a run is about",
            places: run.union([.start]),
            members: [
                .init(name: "id", shape: .of(.string), meaning: "its name"),
                .init(name: "pipeline", shape: .of(.string), meaning: "its pipeline"),
                .init(name: "base", shape: .of(.string), meaning: "the commit that it is based on"),
                .init(name: "branch", shape: .of(.string), meaning: "the run branch", places: run),
                .init(
                    name: "status", shape: .of(.string),
                    meaning: "how it is going to end: `succeeded`, `failed`, `cancelled` or `superseded`",
                    places: [.closing]),
                .init(name: "reason", shape: .of(.string), meaning: "why, in a sentence", places: [.closing]),
            ], isOpen: false),
        Root(
            name: "event", meaning: "the event that made the instance, or the one that started the run",
            places: run.union([.start]),
            members: [
                .init(name: "type", shape: .of(.string), meaning: "as `spec.ready`"),
                .init(name: "id", shape: .of(.string), meaning: "unique to the event"),
                .init(name: "source", shape: .of(.string), meaning: "what it comes from: a branch, a ref, a stage"),
                .init(name: "subject", shape: .of(.string), meaning: "what it is about: a path, a ref, a run"),
                .init(name: "time", shape: .of(.string), meaning: "when it happened"),
                .init(name: "data", shape: .any, meaning: "what it says; each member of it is one of `event` too"),
            ]),
        Root(
            name: "plan", meaning: "the plan document that the run was started for, or that an event is about",
            places: run.union([.start]), members: document),
        Root(
            name: "spec", meaning: "the spec that the instance, or the event, is about",
            places: [.start, .stage, .stageEnd],
            members: document + [
                .init(
                    name: "dependencies_met", shape: .of(.bool),
                    meaning: "whether all specs that it depends on are done",
                    places: [.stage, .stageEnd]),
                .init(name: "phases", shape: .of(.list), meaning: "its phases", places: [.stage, .stageEnd]),
            ]),
        Root(
            name: "item", meaning: "the element of `for_each` that the instance is for",
            places: [.stage, .closing, .stageEnd]),
        Root(
            name: "git", meaning: "where the run branch stands", places: run.union([.start]),
            members: [
                .init(name: "commit", shape: .of(.string), meaning: "its tip"),
                .init(name: "branch", shape: .of(.string), meaning: "the branch that the run is based on"),
            ], isOpen: false),
        Root(
            name: "stages",
            meaning:
                "the stages that come before, by their names: `stages[\"unit-tests\"].outputs`; each that has no hyphen "
                + "in its name is a root itself, with `outputs` and `status`", places: run),
        Root(
            name: "outputs", meaning: "the stage's own outputs; of a fan-out, for each name the list of all instances'",
            places: [.stageEnd]),
        Root(
            name: "instances", meaning: "a fan-out's instances: a list, each with `name`, `status` and `outputs`",
            places: [.stageEnd]),
        Root(
            name: "error", meaning: "how the attempt failed", places: [.retry],
            members: [
                .init(
                    name: "class", shape: .of(.string),
                    meaning: "`transient`, `failed`, `timeout`, `invalid_output`, `config` or `interrupted`"),
                .init(name: "message", shape: .of(.string), meaning: "what people are told"),
                .init(name: "exit_code", shape: .any, meaning: "what the command exited with, or `null`"),
            ], isOpen: false),
        Root(
            name: "error", meaning: "what failed first in the run; `null` where nothing did", places: [.closing],
            members: [
                .init(name: "class", shape: .of(.string), meaning: "as in `retry_on`"),
                .init(name: "message", shape: .of(.string), meaning: "what people are told"),
                .init(name: "exit_code", shape: .any, meaning: "what the command exited with, or `null`"),
                .init(name: "stage", shape: .any, meaning: "the stage, or `null`: the run's timeout is no stage's"),
                .init(name: "instance", shape: .any, meaning: "the stage's instance, or `null`"),
            ], isOpen: false, mayBeNull: true),
    ]

    private static let document: [Root.Member] = [
        .init(name: "id", shape: .of(.string), meaning: "its id"),
        .init(name: "title", shape: .of(.string), meaning: "its title"),
        .init(name: "status", shape: .of(.string), meaning: "what its header says"),
        .init(name: "dependencies", shape: .list(of: .of(.string)), meaning: "ids of specs"),
        .init(name: "path", shape: .any, meaning: "its file"),
    ]
}

extension Reading {
    /// Reports every root of an expression that does not exist where it stands, and what cannot work there.
    func check(_ written: WrittenExpression, in place: Root.Place) {
        check(written, roots: Roots.names(in: place))
        check(written, shapes: Roots.shapes(in: place))
    }

    /// Reports what is wrong in an expression of an output mapping, of which it is known what it starts from.
    func check(_ written: WrittenExpression, given: [String: Shape]) {
        check(written, roots: Set(given.keys).union(written.alsoSees))
        check(written, shapes: given.filter { !written.alsoSees.contains($0.key) })
    }

    /// Reports every root of an expression that is not one of these.
    func check(_ written: WrittenExpression, roots: Set<String>) {
        for root in written.expression.roots.sorted() where !roots.contains(root) {
            error(
                .unknownRoot, "unknown root \(root.quoted)", at: written.position(ofRoot: root, in: self),
                suggestion: Nearest.suggestion(for: root, among: roots)
                    ?? "there are \(roots.sorted().map { "`\($0)`" }.joined(separator: ", "))")
        }
    }
}

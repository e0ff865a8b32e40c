import JSONValues
import Schemas

/// The schemas that mappings can name: those of the workspace, over those that are built in.
struct SchemaCatalog: Sendable {
    enum Lookup: Sendable {
        case valid(JSON)
        case invalid(file: String)
        case unknown
    }

    private var schemas: [String: Lookup] = [:]

    /// Every name, without `.json`.
    var names: [String] { schemas.keys.sorted() }

    /// What schemas can refer to: all that are JSON, the invalid ones too.
    private var bundle = SchemaBundle(schemas: [:])

    /// Takes the files of one layer; a later layer's schema replaces one of the same name.
    mutating func add(_ files: [String: [UInt8]], reporting diagnostics: inout [Diagnostic]) {
        var readable: [(path: String, schema: JSON)] = []
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            do throws(Problem) {
                readable.append((path, try Self.read(bytes, path: path)))
            } catch {
                report(error, in: path, to: &diagnostics)
            }
        }
        // They may refer to each other, in whatever order.
        bundle = SchemaBundle(
            schemas: bundle.schemas.merging(readable.map { (Self.stem($0.path), $0.schema) }) { $1 })
        for (path, schema) in readable {
            let whole = bundle.bundled(schema)
            if let problem = Self.problem(in: whole) {
                report(
                    Problem(
                        kind: .badSchema, message: "not a JSON Schema: \(problem)",
                        position: Self.position(of: problem, in: files[path] ?? [], path: path)), in: path,
                    to: &diagnostics)
            } else {
                schemas[Self.stem(path)] = .valid(whole)
            }
        }
    }

    private mutating func report(_ problem: Problem, in path: String, to diagnostics: inout [Diagnostic]) {
        schemas[Self.stem(path)] = .invalid(file: path)
        diagnostics.append(
            Diagnostic(
                .error, problem.kind, file: path, line: problem.position.line, column: problem.position.column,
                message: problem.message))
    }

    /// The schema of a name, with all that it refers to.
    func schema(named name: String) -> Lookup { schemas[Self.stem(name)] ?? .unknown }

    /// A schema that stands elsewhere, with all that it refers to.
    func bundled(_ schema: JSON) -> JSON { bundle.bundled(schema) }

    /// A schema without what `bundled` puts into it.
    func unbundled(_ schema: JSON) -> JSON { bundle.unbundled(schema) }

    /// What makes a value no schema, or `nil`.
    static func problem(in schema: JSON) -> SchemaError? {
        do throws(SchemaError) {
            _ = try Schema.compile(schema)
            return nil
        } catch {
            return error
        }
    }

    /// A path's last part without `.json`.
    static func stem(_ path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        return file.hasSuffix(".json") ? String(file.dropLast(5)) : file
    }

    private struct Problem: Error {
        var kind: Diagnostic.Kind
        var message: String
        var position = Position.start
    }

    private static func read(_ bytes: [UInt8], path: String) throws(Problem) -> JSON {
        guard bytes.count <= HostileText.maxSize else {
            throw Problem(kind: .tooLarge, message: "the file is larger than 1 MiB")
        }
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw Problem(kind: .notJSON, message: "not JSON", position: position(ofErrorIn: bytes, path: path))
        }
    }

    /// Where what is wrong stands in a schema's file.
    private static func position(of problem: SchemaError, in bytes: [UInt8], path: String) -> Position {
        // JSON is a part of YAML.
        let reading = Reading(source: SourceText(file: path, text: String(decoding: bytes, as: UTF8.self)))
        return YAMLNode.compose(bytes, in: reading)?.position(at: problem.path) ?? .start
    }

    /// Where a text stops being YAML, of which JSON is a part; its start where it never does.
    private static func position(ofErrorIn bytes: [UInt8], path: String) -> Position {
        let reading = Reading(source: SourceText(file: path, text: String(decoding: bytes, as: UTF8.self)))
        _ = YAMLNode.compose(bytes, in: reading)
        return reading.diagnostics.first.map { Position(line: $0.line, column: $0.column) } ?? .start
    }
}

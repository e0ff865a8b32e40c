import Pipelines

/// The reading of all pipelines, each once: one that uses another has it read first.
///
/// A reference, for readings of files that use each other share what was read; it never leaves the call that made it.
final class PipelineLoader {
    /// What a name in `uses` stands for.
    enum Lookup {
        case pipeline(Pipeline)
        case broken(file: String)
        /// It uses, by way of others, the one that asks.
        case circle
        case unknown
    }

    /// What came of a file.
    struct Loaded {
        var name: PipelineName
        var position: Position
        var pipeline: Pipeline?
        /// What it was read from, where it could be read.
        var source: DefinitionSource?
    }

    let files: PipelineFiles
    private let loops: LoopCatalog
    private let schemas: SchemaCatalog
    private let branchPrefix: String
    private let limits: Set<LimitName>
    private var loaded: [String: Loaded] = [:]
    private var underWay: [String] = []

    init(_ files: PipelineFiles, loops: LoopCatalog, schemas: SchemaCatalog, settings: Settings) {
        self.files = files
        self.loops = loops
        self.schemas = schemas
        branchPrefix = settings.branchPrefix
        limits = Set(settings.limits.keys)
    }

    /// The pipeline of a file, unless anything in it is wrong, which is in its reading.
    func load(_ file: PipelineFile) -> Loaded {
        if let known = loaded[file.path] { return known }
        underWay.append(file.path)
        defer { underWay.removeLast() }
        let reader = PipelineReader(
            reading: file.reading, loops: loops, schemas: schemas, branchPrefix: branchPrefix, limits: limits,
            loader: self, file: file)
        let result = reader.read()
        loaded[file.path] = result
        return result
    }

    /// The pipeline of that name, as a stage of a file uses it: one of the workspace, else one that is built in.
    func lookUp(_ name: String, from file: PipelineFile) -> Lookup {
        if file.name.rawValue == name { return .circle }
        guard let used = files.file(named: name, from: file) else { return .unknown }
        guard !underWay.contains(used.path) else { return .circle }
        return load(used).pipeline.map { .pipeline($0) } ?? .broken(file: used.path)
    }
}

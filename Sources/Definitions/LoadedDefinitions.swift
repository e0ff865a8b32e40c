public import Pipelines

/// Everything that one commit, with what is built in, defines.
public struct LoadedDefinitions: Sendable {
    /// A pipeline's file and what came of it.
    public struct LoadedPipeline: Sendable {
        /// The file it stands in: `.taskdaemon/pipelines/x.yml`, `built-in/pipelines/taskdaemon.yml`.
        public var file: String
        /// The pipeline, fully resolved, or all that is wrong in its file.
        public var result: Result<Pipeline, InvalidDefinition>
        /// What it was read from.
        let source: DefinitionSource?
    }

    /// The settings of `.taskdaemon/config.yml` over the defaults, or the ones that the caller gave.
    public var settings: Settings
    /// Every pipeline by its name, the broken ones too.
    public var pipelines: [PipelineName: LoadedPipeline]
    /// Every agent that can be called, by name.
    public var agents: [Agent]
    /// All that was found in all files, ordered by file and position.
    public var diagnostics: [Diagnostic]
    /// What `config.yml` alone says.
    let committed: SettingsLayers.Effective
    /// What the pipelines name and do not hold.
    let context: DefinitionContext

    /// The pipeline of that name, unless there is none or it is broken.
    public func pipeline(_ name: PipelineName) -> Pipeline? { try? pipelines[name]?.result.get() }

    /// Every pipeline that can be run, by name.
    public var validPipelines: [Pipeline] {
        pipelines.values.compactMap { try? $0.result.get() }.sorted { $0.name < $1.name }
    }

    /// Whether anything in any file makes a definition unusable.
    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

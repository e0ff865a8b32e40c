import JSONValues
import Pipelines

/// A pipeline's file as a tree, before it is read: what others may extend or use.
struct PipelineFile {
    /// The file, as diagnostics name it.
    let path: String
    /// What is found in it.
    let reading: Reading
    /// The values in it; `nil` where it is empty or cannot be read as YAML, which is reported.
    let root: YAMLNode?
    /// The name that it gives itself, as far as that can be seen without reading it; else that of the file.
    let name: PipelineName

    /// Takes what was read before.
    init(_ tree: BuiltInReadings.Tree, isStrict: Bool) {
        path = tree.path
        reading = Reading(source: tree.source, isStrict: isStrict, found: tree.diagnostics)
        root = tree.root
        name = tree.name
    }

    init(path: String, bytes: [UInt8], isStrict: Bool) {
        self.path = path
        reading = Reading(file: path, bytes: bytes, isStrict: isStrict)
        root = YAMLNode.compose(bytes, in: reading)
        if root == nil, !reading.hasErrors { reading.error(.emptyFile, "the file is empty", at: .start) }
        name = PipelineName(root?["name"]?.json.stringValue ?? Definitions.stem(path))
    }
}

extension PipelineFile {
    /// What was read.
    fileprivate var tree: BuiltInReadings.Tree {
        BuiltInReadings.Tree(
            path: path, source: reading.source, root: root, name: name, diagnostics: reading.diagnostics)
    }
}

/// Every pipeline's file: those of the workspace, and those that are built in.
struct PipelineFiles {
    private(set) var own: [PipelineFile]
    private(set) var builtIn: [PipelineFile]

    init(own: [String: [UInt8]], builtIn: BuiltInFiles, isStrict: Bool) {
        func files(_ files: [String: [UInt8]], isStrict: Bool) -> [PipelineFile] {
            files.sorted { $0.key < $1.key }.map { PipelineFile(path: $0.key, bytes: $0.value, isStrict: isStrict) }
        }
        let trees = builtIn.readings.trees {
            files(BuiltInFiles.paths(builtIn.pipelines, in: "pipelines"), isStrict: false).map { $0.tree }
        }
        self.own = files(own, isStrict: isStrict)
        self.builtIn = trees.map { PipelineFile($0, isStrict: isStrict) }
    }

    /// The file that a name in another stands for: one of the workspace, else one that is built in; so that a file which
    /// replaces a built-in one can extend it under the same name.
    func file(named name: String, from file: PipelineFile) -> PipelineFile? {
        (own + builtIn).first { $0.name.rawValue == name && $0.path != file.path }
    }

    /// Every name.
    var names: [String] { (own + builtIn).map(\.name.rawValue) }
}

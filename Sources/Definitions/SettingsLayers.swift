public import Pipelines

/// The settings of a workspace, from the lowest layer to the highest.
public enum SettingsLayers {
    /// The settings after all layers, where each came from, and what was wrong.
    public struct Effective: Sendable {
        /// The values.
        public var settings: Settings
        /// For each key (`documents.plan`): `default`, the file's name, or the variable's name.
        public var origins: [String: String]
        /// A value with an error leaves the layer below in force.
        public var diagnostics: [Diagnostic]
        /// The committed file's values.
        var source: DefinitionSource?
    }

    /// Every key, in the order in which `config` shows them.
    public static var keys: [String] { SettingKey.all.map(\.name) }

    /// Puts the layers over the defaults: the user's config, the committed one, the environment.
    ///
    /// What only a user may set is ignored in the committed file, with a warning. Variables that begin with
    /// `TASKDAEMON_` and are no setting are not looked at.
    ///
    /// - Parameters:
    ///   - userConfig: the bytes of the user's file.
    ///   - userConfigName: how diagnostics and origins name it.
    ///   - committed: the bytes of `.taskdaemon/config.yml`.
    ///   - environment: all variables.
    public static func effective(
        userConfig: [UInt8]?, userConfigName: String = "~/.config/taskdaemon/config.yml", committed: [UInt8]?,
        environment: [String: String]
    ) -> Effective {
        var effective = Effective(settings: Settings(), origins: [:], diagnostics: [])
        for key in SettingKey.all { effective.origins[key.name] = "default" }
        if let userConfig { effective.add(userConfig, name: userConfigName, isUser: true) }
        if let committed { effective.add(committed, name: DefinitionFiles.folder + "config.yml", isUser: false) }
        effective.take(environment)
        return effective
    }
}

extension SettingsLayers.Effective {
    fileprivate mutating func add(_ bytes: [UInt8], name: String, isUser: Bool) {
        let reading = Reading(file: name, bytes: bytes)
        defer { diagnostics += reading.diagnostics.sorted() }
        guard let root = YAMLNode.compose(bytes, in: reading) else { return }
        guard case .mapping(let entries) = root.content else {
            reading.error(.wrongType, "the settings are a mapping, not \(root.kind)", at: root.position)
            return
        }
        for entry in Self.flat(entries) { take(entry, from: name, isUser: isUser, in: reading) }
        if !isUser { source = DefinitionSource(root: root, unknownKeys: reading.unknownKeys) }
    }

    private mutating func take(_ entry: YAMLNode.Entry, from name: String, isUser: Bool, in reading: Reading) {
        guard let key = SettingKey.all.first(where: { $0.name == entry.key || $0.aliases.contains(entry.key) }) else {
            let isGroup = SettingKey.all.contains { $0.name.hasPrefix(entry.key + ".") }
            guard !isGroup else {
                reading.warn(ifForgotten: entry)
                if !entry.value.isNull, !entry.value.isEmptyMapping {
                    reading.error(
                        .wrongType, "\(entry.key.quoted) is a mapping, not \(entry.value.kind)",
                        at: entry.value.position)
                }
                return
            }
            reading.unknownKeys.insert(entry.position)
            reading.warning(
                .unknownKey, "unknown setting \(entry.key.quoted)", at: entry.position,
                suggestion: Nearest.suggestion(for: entry.key, among: SettingKey.all.map(\.name)))
            return
        }
        if key.isUserOnly, !isUser {
            reading.warning(
                .ignoredKey, "`\(key.name)` is ignored in a committed file", at: entry.position,
                suggestion: "set it in your own config")
            return
        }
        reading.warn(ifForgotten: entry)
        guard !entry.value.isNull, key.read(reading, entry.value, &settings) else { return }
        note(key, name)
    }

    private mutating func note(_ key: SettingKey, _ name: String) {
        let before = origins[key.name] ?? "default"
        origins[key.name] = key.isGathered && before != "default" ? "\(before), \(name)" : name
    }

    /// Mappings in mappings as keys with dots.
    private static func flat(_ entries: [YAMLNode.Entry], prefix: String = "") -> [YAMLNode.Entry] {
        entries.flatMap { entry -> [YAMLNode.Entry] in
            let key = prefix + entry.key
            // A mapping where a value belongs is left whole, to be refused; but for `trust`, which may be one.
            let isValue = key != "trust" && SettingKey.all.contains { $0.name == key }
            if case .mapping(let inner) = entry.value.content, !inner.isEmpty, !isValue {
                return flat(inner, prefix: key + ".")
            }
            return [YAMLNode.Entry(key: key, position: entry.position, value: entry.value)]
        }
    }

    fileprivate mutating func take(_ environment: [String: String]) {
        for key in SettingKey.all {
            guard let text = environment[key.variable], !text.isEmpty else { continue }
            let reading = Reading(source: SourceText(file: key.variable, text: text))
            let node = YAMLNode(
                content: .scalar(YAMLNode.Scalar(text: text, isPlain: true, lead: 0)), position: .start)
            if key.read(reading, node, &settings) { note(key, key.variable) }
            diagnostics += reading.diagnostics
        }
    }
}

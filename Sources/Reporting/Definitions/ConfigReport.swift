public import Definitions
public import JSONValues
import Pipelines

/// Each effective setting and where it came from: what `config --json` gives.
public struct ConfigReport: Codable, Hashable, Sendable {
    /// In the order of the documentation.
    public var settings: [Setting]
    /// What was wrong in the layers.
    public var diagnostics: [Diagnostic]

    /// One setting.
    public struct Setting: Codable, Hashable, Sendable {
        /// Its key: `documents.plan`.
        public var key: String
        /// Its value.
        public var value: JSON
        /// `default`, a file's name, or a variable's name.
        public var origin: String
    }

    /// The report of the settings after all layers.
    public init(_ effective: SettingsLayers.Effective) {
        settings = SettingsLayers.keys.map { key in
            Setting(key: key, value: effective.settings.value(of: key), origin: effective.origins[key] ?? "default")
        }
        diagnostics = effective.diagnostics
    }

    /// Key, value and origin, aligned.
    public func page() -> Page {
        var page = Page()
        page.add(
            rows: settings.map { setting in
                let isDefault = setting.origin == "default"
                return [
                    StyledText(setting.key, isDefault ? .plain : .name),
                    StyledText(setting.value.stringValue ?? setting.value.text),
                    StyledText(setting.origin, isDefault ? .faint : .active),
                ]
            })
        return page
    }
}

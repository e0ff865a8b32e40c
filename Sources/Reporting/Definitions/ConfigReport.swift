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

extension Settings {
    /// A setting's value by its key, as a definition would write it; `null` where it has none.
    func value(of key: String) -> JSON {
        switch key {
        case "git_branch_prefix": .string(branchPrefix)
        case "watch": .array(watch.map { .string($0) })
        case "documents.plan": .string(documents.plan)
        case "documents.spec": .string(documents.spec)
        case "documents.phase": .string(documents.phase)
        case "trust": .string(trust.rawValue)
        case "durability": .string(durability.rawValue)
        case "max_parallel": .int(Int64(maxParallel))
        case "limits":
            .object(
                Dictionary(uniqueKeysWithValues: limits.map { ($0.key.rawValue, JSON.int(Int64($0.value))) }))
        case "keep_runs": .int(Int64(keepRuns))
        case "keep_days": .int(Int64(keepDays))
        case "transient_limit": .string(DurationText.write(transientLimit))
        case "secrets": .array(secrets.names.map { .string($0) })
        case "secrets_allow": .array(secrets.allow.map { .string($0) })
        case "disk_floor": .string(ByteCountText.write(diskFloor))
        case "daily_budget.usd": dailyBudget.cost.map { .double(Double($0) / 1_000_000) } ?? .null
        case "daily_budget.tokens": dailyBudget.tokens.map { .int($0) } ?? .null
        case "daily_budget.iterations": dailyBudget.iterations.map { .int($0) } ?? .null
        case "daily_budget.time": dailyBudget.time.map { .string(DurationText.write($0)) } ?? .null
        case "hooks.start": .bool(startFromHooks)
        case "agent": .string(agent ?? "none")
        case "global_config.workspace": machineDirectory.map { .string($0) } ?? .null
        default: .null
        }
    }
}

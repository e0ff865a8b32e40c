import Pipelines

/// One setting: its key, who may set it, and how its value is read.
struct SettingKey: Sendable {
    /// As `.taskdaemon/config.yml` writes it; a dot stands for a mapping in a mapping.
    let name: String
    /// Whether only the user's own config and environment may set it, never a committed file.
    var isUserOnly = false
    /// Whether every layer has its part in the value.
    var isGathered = false
    /// Other keys that mean the same.
    var aliases: [String] = []
    /// Reads the value; `false` where it has none, which is then reported.
    let read: @Sendable (Reading, YAMLNode, inout Settings) -> Bool

    /// The name in the environment.
    var variable: String {
        "TASKDAEMON_" + name.uppercased().map { $0 == "." ? "_" : String($0) }.joined()
    }

    /// Every setting, in the order in which they are shown.
    static let all: [SettingKey] = [
        SettingKey(name: "git_branch_prefix", aliases: ["global_config.git_branch_prefix"]) { reading, node, settings in
            take(reading.branchPrefix(node), &settings.branchPrefix)
        },
        SettingKey(name: "watch") { reading, node, settings in
            take(reading.words(node, as: "`watch`"), &settings.watch)
        },
        SettingKey(name: "documents.plan") { reading, node, settings in
            take(reading.documentGlob(node, as: "`documents.plan`"), &settings.documents.plan)
        },
        SettingKey(name: "documents.spec") { reading, node, settings in
            take(reading.documentGlob(node, as: "`documents.spec`"), &settings.documents.spec)
        },
        SettingKey(name: "documents.phase") { reading, node, settings in
            take(reading.documentGlob(node, as: "`documents.phase`"), &settings.documents.phase)
        },
        SettingKey(name: "trust", isUserOnly: true, aliases: ["trust.policy"]) { reading, node, settings in
            take(reading.choice(node, as: "`trust`"), &settings.trust)
        },
        SettingKey(
            name: "allowed_signers", isUserOnly: true, aliases: ["trust.allowed_signers"]
        ) { reading, node, settings in
            guard let path = reading.text(node, as: "`allowed_signers`") else { return false }
            settings.allowedSigners = path
            return true
        },
        SettingKey(
            name: "allowed_pgp_keys", isUserOnly: true, aliases: ["trust.allowed_pgp_keys"]
        ) { reading, node, settings in
            guard let path = reading.text(node, as: "`allowed_pgp_keys`") else { return false }
            settings.allowedPGPKeys = path
            return true
        },
        SettingKey(name: "durability") { reading, node, settings in
            take(reading.choice(node, as: "`durability`"), &settings.durability)
        },
        SettingKey(name: "max_parallel") { reading, node, settings in
            take(reading.integer(node, as: "`max_parallel`", in: 1...10_000), &settings.maxParallel)
        },
        SettingKey(name: "limits", isGathered: true) { reading, node, settings in
            guard let limits = reading.limits(node) else { return false }
            // No layer lifts what another has set: who pays for it and who knows the work both have a say.
            settings.limits.merge(limits, uniquingKeysWith: min)
            return true
        },
        SettingKey(name: "keep_runs") { reading, node, settings in
            take(reading.integer(node, as: "`keep_runs`", in: 0...1_000_000), &settings.keepRuns)
        },
        SettingKey(name: "keep_days") { reading, node, settings in
            take(reading.integer(node, as: "`keep_days`", in: 0...36_500), &settings.keepDays)
        },
        SettingKey(name: "transient_limit") { reading, node, settings in
            take(reading.duration(node, as: "`transient_limit`"), &settings.transientLimit)
        },
        SettingKey(name: "secrets") { reading, node, settings in
            guard let names = reading.variableNames(node, as: "`secrets`") else { return false }
            settings.secrets.names += names.filter { !settings.secrets.names.contains($0) }
            return true
        },
        SettingKey(name: "secrets_allow") { reading, node, settings in
            guard let globs = reading.pathGlobs(node, as: "`secrets_allow`") else { return false }
            settings.secrets.allow += globs.filter { !settings.secrets.allow.contains($0) }
            return true
        },
        SettingKey(name: "disk_floor", isUserOnly: true) { reading, node, settings in
            take(reading.byteCount(node, as: "`disk_floor`"), &settings.diskFloor)
        },
        SettingKey(name: "daily_budget.usd", isUserOnly: true) { reading, node, settings in
            take(reading.money(node, as: "`daily_budget.usd`"), &settings.dailyBudget.cost)
        },
        SettingKey(name: "daily_budget.tokens", isUserOnly: true) { reading, node, settings in
            take(reading.count(node, as: "`daily_budget.tokens`"), &settings.dailyBudget.tokens)
        },
        SettingKey(name: "daily_budget.iterations", isUserOnly: true) { reading, node, settings in
            take(reading.count(node, as: "`daily_budget.iterations`"), &settings.dailyBudget.iterations)
        },
        SettingKey(name: "daily_budget.time", isUserOnly: true) { reading, node, settings in
            take(reading.duration(node, as: "`daily_budget.time`"), &settings.dailyBudget.time)
        },
        SettingKey(name: "hooks.start") { reading, node, settings in
            take(reading.bool(node, as: "`hooks.start`"), &settings.startFromHooks)
        },
        SettingKey(name: "agent") { reading, node, settings in
            guard let name = reading.agentName(node) else { return false }
            settings.agent = name == "none" ? nil : name
            return true
        },
        SettingKey(name: "global_config.workspace", isUserOnly: true) { reading, node, settings in
            guard let path = reading.machineDirectory(node) else { return false }
            settings.machineDirectory = path
            return true
        },
    ]

    private static func take<Value>(_ value: Value?, _ target: inout Value) -> Bool {
        guard let value else { return false }
        target = value
        return true
    }
}

public import JSONValues
public import Pipelines

extension Settings {
    /// A setting's value by its key, as a definition would write it; `null` where it has none, or there is no such key.
    public func value(of key: String) -> JSON {
        switch key {
        case "git_branch_prefix": .string(branchPrefix)
        case "watch": .array(watch.map { .string($0) })
        case "documents.plan": .string(documents.plan)
        case "documents.spec": .string(documents.spec)
        case "documents.phase": .string(documents.phase)
        case "trust": .string(trust.rawValue)
        case "allowed_signers": allowedSigners.map { .string($0) } ?? .null
        case "allowed_pgp_keys": allowedPGPKeys.map { .string($0) } ?? .null
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

    /// The settings as a config file has them, what is the default anyway marked as such.
    ///
    /// - Parameter isUser: whether the file is a user's own, which alone may set all of them.
    func node(isUser: Bool) -> YAMLNode {
        let standard = Settings()
        var root = WrittenMapping()
        var groups: [String: (fields: WrittenMapping, isDefault: Bool)] = [:]
        let keys = SettingKey.all.filter { isUser || !$0.isUserOnly }.map(\.name)
        for key in keys {
            let value = value(of: key)
            guard value != .null else { continue }
            let isDefault = value == standard.value(of: key)
            let parts = key.split(separator: ".").map(String.init)
            guard parts.count == 2 else {
                root.put(key, YAMLNode(value), isDefault: isDefault)
                continue
            }
            var group = groups[parts[0]] ?? (WrittenMapping(), true)
            group.fields.put(parts[1], YAMLNode(value), isDefault: isDefault)
            group.isDefault = group.isDefault && isDefault
            groups[parts[0]] = group
        }
        for (name, group) in groups.sorted(by: { $0.key < $1.key }) {
            root.put(name, group.fields.node, isDefault: group.isDefault)
        }
        return root.node
    }
}

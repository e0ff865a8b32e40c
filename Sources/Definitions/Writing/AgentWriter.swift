import Pipelines

extension Agent {
    /// The agent as a file has it, what is the default anyway marked as such.
    var node: YAMLNode {
        var fields = WrittenMapping()
        fields.put("name", YAMLNode(text: name))
        fields.put("run", YAMLNode(texts: arguments))
        fields.put("prompt", YAMLNode(prompt), isDefault: prompt == .stdin)
        fields.put("parser", YAMLNode(format), isDefault: format == .text)
        var permissions = WrittenMapping()
        for kind in Permissions.allCases {
            permissions.put(kind.rawValue, permissionArguments[kind].map { YAMLNode(texts: $0) })
        }
        fields.put("permissions", permissions.node, isDefault: permissionArguments.isEmpty)
        fields.put("env", YAMLNode(texts: environment), isDefault: environment.isEmpty)
        fields.put("set", YAMLNode(members: variables), isDefault: variables.isEmpty)
        fields.put("usage", usage.node, isDefault: usage == UsageRule())
        fields.put("rate_limit", rateLimit.node, isDefault: rateLimit == RateLimitRule())
        fields.put("idle_timeout", idleTimeout.map { YAMLNode($0) })
        fields.put("install", install.map { YAMLNode(text: $0) })
        return fields.node
    }
}

extension Agent.UsageRule {
    fileprivate var node: YAMLNode {
        var fields = WrittenMapping()
        fields.put("events", YAMLNode(texts: events), isDefault: events.isEmpty)
        fields.put("sum", YAMLNode(sums), isDefault: !sums)
        for field in Usage.Field.allCases { fields.put(field.rawValue, paths[field].map { YAMLNode(oneOrMore: $0) }) }
        fields.put("lines", YAMLNode(texts: lines), isDefault: lines.isEmpty)
        return fields.node
    }
}

extension Agent.RateLimitRule {
    fileprivate var node: YAMLNode {
        var fields = WrittenMapping()
        fields.put("event", event.map { YAMLNode(text: $0) })
        fields.put("when", YAMLNode(members: conditions), isDefault: conditions.isEmpty)
        fields.put("until", YAMLNode(oneOrMore: until), isDefault: until.isEmpty)
        fields.put("texts", YAMLNode(texts: texts), isDefault: texts.isEmpty)
        fields.put("wait", YAMLNode(wait), isDefault: wait == Self().wait)
        return fields.node
    }
}

extension YAMLNode {
    /// A text alone, or a list of several.
    fileprivate init(oneOrMore texts: [String]) {
        if texts.count == 1 { self.init(text: texts[0]) } else { self.init(texts: texts) }
    }

    /// A mapping of texts.
    fileprivate init(members: [String: String]) {
        var fields = WrittenMapping()
        for (name, text) in members.sorted(by: { $0.key < $1.key }) { fields.put(name, YAMLNode(text: text)) }
        self = fields.node
    }
}

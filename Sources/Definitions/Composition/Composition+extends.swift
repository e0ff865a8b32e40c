import JSONValues

extension Composition {
    /// A file's values over those of the pipeline that it extends.
    ///
    /// - Parameter files: the files that extend each other, this one last.
    func extended(_ root: YAMLNode, of file: PipelineFile, by files: [PipelineFile]) -> YAMLNode {
        guard case .mapping(var own) = root.content else { return root }
        let extends = own.takeGiven("extends", reading)
        let alone = YAMLNode(content: .mapping(own), position: root.position)
        guard let extends, let name = reading.text(extends.value, as: "`extends`") else { return alone }
        guard let base = self.files.file(named: name, from: file) else {
            reading.error(
                .unknownPipeline, "there is no other pipeline \(name.quoted)", at: extends.value.position,
                suggestion: Nearest.suggestion(for: name, among: self.files.names))
            return alone
        }
        guard !files.contains(where: { $0.path == base.path }) else {
            reading.error(
                .circle, "pipelines extend each other in a circle, by way of \(name.quoted)",
                at: extends.value.position)
            return alone
        }
        guard let root = base.root else {
            reading.error(
                .invalidReference, "the pipeline \(name.quoted) cannot be read, see \(base.path)",
                at: extends.value.position)
            return alone
        }
        let moved = root.moved(to: reading.add(base.reading.source))
        guard case .mapping(let inherited) = extended(moved, of: base, by: files + [base]).content else { return alone }
        let isReplacement = base.name == file.name
        return YAMLNode(
            content: .mapping(merged(own, over: inherited, isReplacement: isReplacement)), position: alone.position)
    }

    /// Keys over those of the extended pipeline.
    ///
    /// What starts it is not taken over, or both would start: only a pipeline that takes the other's place under the
    /// same name starts as that one did.
    private func merged(
        _ own: [YAMLNode.Entry], over base: [YAMLNode.Entry], isReplacement: Bool
    ) -> [YAMLNode.Entry] {
        let left: Set<String> = isReplacement ? ["name"] : ["name", "description", "start_on"]
        var result = base.filter { !left.contains($0.key) }
        for var entry in own {
            guard let index = result.firstIndex(where: { $0.key == entry.key }) else {
                if Self.stageLists.contains(entry.key), case .sequence(let nodes) = entry.value.content {
                    entry.value.content = .sequence(nodes.compactMap(added))
                }
                result.append(entry)
                continue
            }
            switch (entry.key, entry.value.content, result[index].value.content) {
            case (let key, .sequence(let stages), .sequence(let inherited)) where Self.stageLists.contains(key):
                entry.value.content = .sequence(merged(stages, over: inherited))
            case ("templates", .mapping(let more), .mapping(let inherited)),
                ("defaults", .mapping(let more), .mapping(let inherited)):
                let kept = inherited.filter { old in !more.contains { $0.key == old.key } }
                entry.value.content = .mapping(kept + more)
            default: break
            }
            result[index] = entry
        }
        return result
    }

    /// Stages of the extended pipeline with the keys that are given anew, then those that are new.
    private func merged(_ own: [YAMLNode], over base: [YAMLNode]) -> [YAMLNode] {
        var result = base
        var index: [String: Int] = [:]
        for (position, node) in base.enumerated() {
            if let name = node["name"]?.json.stringValue { index[name] = index[name] ?? position }
        }
        var removed: Set<Int> = []
        for node in own {
            guard let name = node["name"]?.json.stringValue, let position = index[name],
                case .mapping(var entries) = node.content, case .mapping(let inherited) = result[position].content
            else {
                if let node = added(node) { result.append(node) }
                continue
            }
            if let remove = entries.takeGiven("remove", reading), reading.bool(remove.value, as: "`remove`") == true {
                removed.insert(position)
            }
            result[position] = YAMLNode(
                content: .mapping(layered(entries, over: inherited)), position: node.position)
        }
        return result.enumerated().filter { !removed.contains($0.offset) }.map(\.element)
    }

    /// A stage that the extended pipeline does not have, so it cannot be one to remove.
    private func added(_ node: YAMLNode) -> YAMLNode? {
        guard case .mapping(var entries) = node.content, entries.contains(where: { $0.key == "remove" }) else {
            return node
        }
        guard let remove = entries.takeGiven("remove", reading) else {
            return YAMLNode(content: .mapping(entries), position: node.position)
        }
        reading.error(
            .unknownStage, "there is no stage to remove: the extended pipeline has none of that name",
            at: remove.position)
        return nil
    }
}

extension YAMLNode {
    /// The same values, written in another of a reading's sources.
    func moved(to source: Int) -> YAMLNode {
        var node = self
        node.position.source = source
        switch content {
        case .scalar: break
        case .sequence(let nodes): node.content = .sequence(nodes.map { $0.moved(to: source) })
        case .mapping(let entries):
            node.content = .mapping(
                entries.map { entry in
                    var entry = entry
                    entry.position.source = source
                    entry.value = entry.value.moved(to: source)
                    return entry
                })
        }
        return node
    }
}

import Pipelines

/// The reading of one element of `start_on`: an event, or a schedule.
struct StartTriggerReader {
    let reading: Reading

    func read(_ node: YAMLNode) -> StartTrigger? {
        if case .scalar(let scalar) = node.content {
            reading.error(
                .wrongType, "an element of `start_on` is a mapping, not \(node.kind)", at: node.position,
                suggestion: "write `{event: \(scalar.text.prefix(40))}`")
            return nil
        }
        guard var fields = Fields(node, title: "an element of `start_on`", in: reading) else { return nil }
        defer { fields.finish() }
        let filter = fields.node("filter").flatMap { reading.expression($0, as: "`filter`") }
        if let filter { reading.check(filter, in: .start) }
        let zone = fields.node("timezone")
        guard let node = fields.node("schedule") else {
            if let zone { reading.error(.missingKey, "`timezone` needs `schedule` beside it", at: zone.position) }
            let event = fields.required("event").flatMap(reading.eventType)
            return event.map { StartTrigger(event: $0, filter: filter?.expression) }
        }
        if fields.node("event") != nil, let entry = fields.entry("event") {
            reading.error(
                .conflictingKeys, "`event` and `schedule` exclude each other", at: entry.position,
                suggestion: "make two elements of it: each starts a run of its own")
            return nil
        }
        let times = self.times(node)
        let name = zone.map(timeZone) ?? Schedule.defaultTimeZone
        guard let times, let name else { return nil }
        return StartTrigger(Schedule(times, timeZone: name), filter: filter?.expression)
    }

    private func times(_ node: YAMLNode) -> CronExpression? {
        guard let text = reading.text(node, as: "`schedule`") else { return nil }
        do throws(CronExpression.Problem) {
            return try CronExpression(parsing: text)
        } catch {
            reading.error(
                .badSchedule, "`schedule`: \(error.message)", at: reading.position(ofByte: error.offset, in: node),
                suggestion: error.suggestion
                    ?? Nearest.suggestion(for: error.word.lowercased(), among: error.candidates))
            return nil
        }
    }

    private func timeZone(_ node: YAMLNode) -> String? {
        guard let name = reading.text(node, as: "`timezone`") else { return nil }
        if Schedule.isTimeZone(name) { return name }
        // A city alone, or a name in other letters.
        let word = name.lowercased().replacing(" ", with: "_")
        let meant = Schedule.timeZoneNames.first { $0.lowercased() == word || $0.lowercased().hasSuffix("/\(word)") }
        reading.error(
            .unknownTimeZone, "there is no time zone \(name.quoted)", at: node.position,
            suggestion: meant.map { "did you mean \($0.quoted)?" }
                ?? Nearest.suggestion(for: name, among: Schedule.timeZoneNames)
                ?? "give a name of the IANA's table, such as `Europe/Berlin`; without one it is `UTC`")
        return nil
    }
}

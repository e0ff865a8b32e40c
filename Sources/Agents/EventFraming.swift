import JSONValues
import Pipelines

/// Cuts an agent's output into events and lines of text.
///
/// An event is a JSON object on a line of its own; where a format writes one over several lines, from the line that
/// begins with its brace to the one that closes it.
struct EventFraming: Sendable {
    /// A piece of the output.
    enum Frame: Hashable, Sendable {
        case event(JSON)
        /// A line without its break.
        case text(String)
    }

    /// The longest line or event that is looked at, in bytes.
    static let limit = 4 << 20

    private let isText: Bool
    private let mayRunOn: Bool
    private var line: [UInt8] = []
    /// Bytes of the line that did not fit.
    private var leftOut = 0
    /// Lines of an object that is not closed yet.
    private var open: [UInt8] = []

    init(_ format: Agent.Format) {
        isText = format == .text
        mayRunOn = format == .gemini || format == .goose
    }

    mutating func take(_ bytes: UnsafeRawBufferPointer) -> [Frame] {
        var frames: [Frame] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            append(rest[..<end])
            endLine(&frames)
            rest = rest[(end + 1)...]
        }
        append(rest)
        return frames
    }

    mutating func finish() -> [Frame] {
        var frames: [Frame] = []
        if !line.isEmpty || leftOut > 0 { endLine(&frames) }
        giveUp(&frames)
        return frames
    }

    private mutating func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
        let room = min(Self.limit - line.count, bytes.count)
        line.append(contentsOf: bytes.prefix(room))
        leftOut += bytes.count - room
    }

    private mutating func endLine(_ frames: inout [Frame]) {
        defer {
            line.removeAll(keepingCapacity: line.capacity < 1 << 16)
            leftOut = 0
        }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard leftOut == 0 else {
            giveUp(&frames)
            return frames.append(.text("… a line of \(line.count + leftOut) bytes left out …"))
        }
        if !open.isEmpty { return goOn(&frames) }
        guard !isText, line.first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: "{") else {
            return frames.append(.text(String(decoding: line, as: UTF8.self)))
        }
        if let event = try? JSON(parsing: line) {
            frames.append(.event(event))
        } else if mayRunOn {
            open = line
        } else {
            frames.append(.text(String(decoding: line, as: UTF8.self)))
        }
    }

    private mutating func goOn(_ frames: inout [Frame]) {
        guard open.count + line.count < Self.limit else {
            giveUp(&frames)
            return frames.append(.text(String(decoding: line, as: UTF8.self)))
        }
        open.append(UInt8(ascii: "\n"))
        open += line
        // Only a line that ends in a brace can close it: most lines are not worth the try.
        guard line.last(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: "}"), let event = try? JSON(parsing: open)
        else { return }
        frames.append(.event(event))
        open = []
    }

    /// What began as an object and is none is text.
    private mutating func giveUp(_ frames: inout [Frame]) {
        guard !open.isEmpty else { return }
        frames += open.split(separator: UInt8(ascii: "\n")).map { .text(String(decoding: $0, as: UTF8.self)) }
        open = []
    }
}

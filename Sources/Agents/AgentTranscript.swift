public import Pipelines
import JSONValues

/// One run of an agent as its output tells it: a readable view while it works, and what it used, at its end.
///
/// Bytes in, values out. Events of unknown types are passed over; what is no event is shown as it is. Memory is bounded
/// whatever comes.
public struct AgentTranscript: Sendable {
    private let agent: Agent
    private var framing: EventFraming
    private var meter: UsageMeter
    private var limits: RateLimitWatch
    /// The last thing that the agent said, at most `wordsLimit` bytes of its end.
    public private(set) var lastWords = ""
    /// What it reported as its own failure.
    public private(set) var failure: String?

    /// The most that is kept of what the agent said last, in bytes.
    public static let wordsLimit = 2048

    /// Nothing has come yet.
    public init(_ agent: Agent) {
        self.agent = agent
        framing = EventFraming(agent.format)
        meter = UsageMeter(agent.usage)
        limits = RateLimitWatch(agent.rateLimit)
    }

    /// What the agent has said that it used; what it did not say is not known.
    public var usage: Usage { meter.usage }

    /// Takes the next bytes of its output; gives what a person reads of them.
    public mutating func take(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var view: [UInt8] = []
        for frame in framing.take(bytes) { take(frame, into: &view) }
        return view
    }

    /// Takes the end of its output.
    public mutating func finish() -> [UInt8] {
        var view: [UInt8] = []
        for frame in framing.finish() { take(frame, into: &view) }
        return view
    }

    /// The rate limit that it ran into, where it told of one.
    ///
    /// - Parameters:
    ///   - hasFailed: whether its process failed; an agent that succeeded has not been stopped by a limit that it told of.
    ///   - now: for limits that say how long they last.
    public func rateLimit(hasFailed: Bool, at now: Instant) -> RateLimit? {
        hasFailed || failure != nil ? limits.limit(at: now) : nil
    }

    private mutating func take(_ frame: EventFraming.Frame, into view: inout [UInt8]) {
        switch frame {
        case .text(let line):
            meter.take(line: line)
            // What an agent that only writes text says, and what others write beside their events.
            limits.take(text: line)
            if agent.format == .text { say(line) }
            view += Array(line.utf8) + [UInt8(ascii: "\n")]
        case .event(let event):
            meter.take(event)
            limits.take(event)
            for news in agent.format.news(in: event) { take(news, into: &view) }
        }
    }

    private mutating func take(_ news: AgentNews, into view: inout [UInt8]) {
        switch news {
        case .said(let text): say(text)
        case .failed(let text):
            failure = String(text.prefix(500))
            limits.take(text: text)
        case .did, .noted: break
        }
        if let line = news.line { view += Array(line.utf8) + [UInt8(ascii: "\n")] }
    }

    private mutating func say(_ text: String) {
        guard text.utf8.contains(where: { $0 > 0x20 }) else { return }
        // For text the lines of one answer belong together; of events each is an answer.
        let all = agent.format == .text && !lastWords.isEmpty ? lastWords + "\n" + text : text
        lastWords =
            all.utf8.count > Self.wordsLimit ? String(decoding: all.utf8.suffix(Self.wordsLimit), as: UTF8.self) : all
    }
}

/// Something that an agent's event tells a person.
enum AgentNews: Hashable, Sendable {
    /// The agent's own words.
    case said(String)
    /// A tool it used, and on what.
    case did(String, String)
    /// What failed the agent as a whole.
    case failed(String)
    /// Anything else worth a line.
    case noted(String)

    /// The line that shows it.
    var line: String? {
        switch self {
        case .said(let text): text.isEmpty ? nil : text
        case .did(let tool, let what): what.isEmpty ? "▸ \(tool)" : "▸ \(tool): \(what)"
        case .failed(let text): "✗ \(text)"
        case .noted(let text): "· \(text)"
        }
    }
}

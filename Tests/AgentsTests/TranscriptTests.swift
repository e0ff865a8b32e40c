import JSONValues
import Pipelines
import Testing

@testable import Agents

@Suite("What agents write")
struct TranscriptTests {
    private let now = Instant(milliseconds: 1_764_000_000_000)

    @Test(
        "each of the formats gives a readable view, the last words and the usage",
        arguments: [
            ("claude", Recordings.claude, Usage(input: 1312, cached: 1000, output: 250, cost: 42_100, turns: 3)),
            ("codex", Recordings.codex, Usage(input: 1312, cached: 1000, output: 250)),
            ("gemini", Recordings.gemini, Usage(input: 1312, cached: 1000, output: 250)),
            ("gemini", Recordings.geminiObject, Usage(input: 1312, cached: 1000, output: 250)),
            ("opencode", Recordings.opencode, Usage(input: 1312, cached: 1000, output: 250, cost: 42_100, turns: 2)),
            ("copilot", Recordings.copilot, Usage()), ("goose", Recordings.goose, Usage()),
            ("aider", Recordings.aider, Usage(input: 1312, output: 250, cost: 42_100)),
        ])
    func formats(name: String, output: String, usage: Usage) throws {
        for size in [1, 7, 100_000] {
            var transcript = AgentTranscript(try shipped(name))
            let view = transcript.take(output, inPiecesOf: size)
            #expect(transcript.usage == usage)
            #expect(transcript.lastWords.contains("Done."))
            #expect(transcript.failure == nil)
            #expect(view.contains("Done.\n"))
            #expect(!view.contains("{\""), "raw JSON: \(view)")
        }
    }

    @Test("the view says what the agent says and does, and shows what is no event")
    func view() throws {
        var transcript = AgentTranscript(try shipped("claude"))
        #expect(
            transcript.take(Recordings.claude) == """
                · session with claude-sonnet
                I read the spec.
                ▸ Bash: make test
                · the tool failed: exit 2
                a line from somewhere else
                Done.

                """)
    }

    @Test(
        "a failure that an agent reports is one, whatever its exit code",
        arguments: [
            (
                "claude", #"{"type":"result","subtype":"error_max_turns","is_error":true,"num_turns":9}"#,
                "error_max_turns"
            ),
            (
                "claude", #"{"type":"result","subtype":"success","is_error":true,"result":"Invalid API key"}"#,
                "Invalid API key"
            ),
            ("codex", #"{"type":"turn.failed","error":{"message":"stream closed"}}"#, "stream closed"),
            ("gemini", #"{"session_id":"s","error":{"type":"E","message":"no key","code":1}}"#, "no key"),
            ("opencode", #"{"type":"error","error":{"name":"APIError","data":{"message":"no key"}}}"#, "no key"),
        ])
    func failures(name: String, line: String, failure: String) throws {
        var transcript = AgentTranscript(try shipped(name))
        _ = transcript.take(line + "\n")
        #expect(transcript.failure == failure)
    }

    @Test(
        "a rate limit is known with its end",
        arguments: [
            (
                "claude", #"{"type":"rate_limit_event","rate_limit_info":{"status":"rejected","resetsAt":1764003600}}"#,
                3600
            ),
            ("claude", #"{"type":"result","is_error":true,"result":"Claude AI usage limit reached|1764003600"}"#, 3600),
            ("claude", #"{"type":"result","is_error":true,"result":"API Error: 429 rate_limit_error"}"#, 300),
            (
                "codex", #"{"type":"error","message":"You've hit your usage limit. Try again in 2 hours 5 minutes."}"#,
                7500
            ),
            (
                "codex", #"{"type":"turn.failed","error":{"message":"Rate limit reached. Please try again in 1.5s."}}"#,
                2
            ),
            ("gemini", "Attempt failed: RESOURCE_EXHAUSTED: quota", 300),
            ("opencode", #"{"type":"error","error":{"data":{"message":"Too Many Requests"}}}"#, 300),
            ("aider", "litellm.RateLimitError: try again in 20s", 20),
        ])
    func rateLimits(name: String, line: String, seconds: Int64) throws {
        var transcript = AgentTranscript(try shipped(name))
        _ = transcript.take(line + "\n")
        let limit = try #require(transcript.rateLimit(hasFailed: true, at: now))
        #expect((limit.until - now).milliseconds <= seconds * 1000)
        #expect((limit.until - now).milliseconds > (seconds - 1) * 1000)
        #expect(limit.isTold == (seconds != 300))
    }

    @Test("an agent that talks of rate limits and succeeds has not run into one")
    func talk() throws {
        var transcript = AgentTranscript(try shipped("claude"))
        let line = #"{"type":"assistant","message":{"content":[{"type":"text","text":"I added a rate limit."}]}}"#
        let warning =
            #"{"type":"rate_limit_event","rate_limit_info":{"status":"allowed_warning","resetsAt":1764003600}}"#
        _ = transcript.take(line + "\n" + warning + "\n" + Recordings.claude)
        #expect(transcript.rateLimit(hasFailed: true, at: now) == nil)
        #expect(transcript.rateLimit(hasFailed: false, at: now) == nil)
    }

    @Test("an end that has passed or makes no sense is not waited for")
    func odd() throws {
        for resets in ["1", "1763999999", "99999999999", "-5", "\"soon\"", "1e300"] {
            var transcript = AgentTranscript(try shipped("claude"))
            _ = transcript.take(
                #"{"type":"rate_limit_event","rate_limit_info":{"status":"rejected","resetsAt":"# + resets + "}}\n")
            let limit = try #require(transcript.rateLimit(hasFailed: true, at: now))
            #expect(!limit.isTold, "\(resets)")
            #expect(limit.until == now + .seconds(300))
        }
    }

    @Test("what comes in floods, cut short, nested or broken stays within bounds", arguments: Agent.Format.allCases)
    func hostile(format: Agent.Format) {
        var transcript = AgentTranscript(Agent(name: "x", arguments: ["x"], format: format))
        let long = "{\"type\":\"text\",\"text\":\"" + String(repeating: "x", count: 6 << 20)
        let nested = String(repeating: "{\"a\":", count: 2000)
        let pieces = [
            long + "\n", nested + "\n", "{\n", "}\n", "{\"type\":1e999}\n", "{\"usage\":{\"input_tokens\":-1e30}}\n",
        ]
        for piece in pieces { _ = transcript.take(piece, inPiecesOf: 65_536) }
        #expect(transcript.lastWords.utf8.count <= AgentTranscript.wordsLimit)
        #expect(transcript.usage == Usage())
    }

    @Test("numbers that cannot be are the nearest that can")
    func numbers() {
        var rule = Agent.UsageRule()
        rule.paths = [.input: ["a"], .cost: ["c"]]
        rule.sums = true
        var meter = UsageMeter(rule)
        for number in [9e18, 9e18, -4, 1] { meter.take(["a": .double(number), "c": .double(number)]) }
        #expect(meter.usage == Usage(input: .max, cost: .max))
    }
}

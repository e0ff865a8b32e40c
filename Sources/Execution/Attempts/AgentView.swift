import Agents
import Pipelines
import Synchronization

/// Takes what an agent writes and passes on what a person can read of it.
final class AgentView: OutputSink {
    private let transcript: Mutex<AgentTranscript>
    private let next: any OutputSink

    init(_ agent: Agent, to next: any OutputSink) {
        transcript = Mutex(AgentTranscript(agent))
        self.next = next
    }

    func write(_ bytes: UnsafeRawBufferPointer) {
        let view = transcript.withLock { $0.take(bytes) }
        if !view.isEmpty { view.withUnsafeBytes { next.write($0) } }
    }

    /// The end of the output: all that the agent has told.
    func finish() -> AgentTranscript {
        let (view, told) = transcript.withLock { transcript in
            let view = transcript.finish()
            return (view, transcript)
        }
        if !view.isEmpty { view.withUnsafeBytes { next.write($0) } }
        return told
    }
}

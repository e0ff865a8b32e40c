/// Takes what a command writes to its standard output and error, in the order in which it was written.
public protocol OutputSink: Sendable {
    /// Takes the next bytes, which are valid during the call only.
    ///
    /// Called on the one thread that serves all commands: everything waits while this does.
    func write(_ bytes: UnsafeRawBufferPointer)
}

/// Takes nothing.
public struct NoOutput: OutputSink {
    /// A sink for a command whose output nobody needs.
    public init() {}

    /// Drops the bytes.
    public func write(_ bytes: UnsafeRawBufferPointer) {}
}

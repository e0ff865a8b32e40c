import Testing

/// All tests that run real processes, one at a time: they look at the whole machine's process table.
@Suite("processes", .serialized)
enum ProcessesTests {}

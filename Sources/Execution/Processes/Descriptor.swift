import Glibc

/// An open file descriptor, closed with its last owner.
final class Descriptor: Sendable {
    let raw: Int32

    init(_ raw: Int32) {
        self.raw = raw
    }

    deinit {
        close(raw)
    }
}

/// A call of the system that failed.
struct SystemError: Error, Equatable {
    let errno: Int32
    let operation: String

    var message: String {
        "\(operation): \(String(cString: strerror(errno)))"
    }
}

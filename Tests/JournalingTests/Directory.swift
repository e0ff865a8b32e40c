import Glibc

/// Files in a test.
enum Directory {
    struct Failure: Error {}

    static func names(_ path: String) throws -> [String] {
        guard let stream = opendir(path) else { throw Failure() }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }

    static func move(_ path: String, to other: String) throws {
        guard rename(path, other) == 0 else { throw Failure() }
    }

    static func remove(_ path: String) { unlink(path) }

    static func read(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure() }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw Failure() }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }
}

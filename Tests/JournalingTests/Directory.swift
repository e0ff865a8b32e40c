import Glibc

/// The names in a directory.
enum Directory {
    struct Unreadable: Error {}

    static func names(_ path: String) throws -> [String] {
        guard let stream = opendir(path) else { throw Unreadable() }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }
}

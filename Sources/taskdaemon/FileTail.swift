import Foundation
import Reporting

/// A file that grows, read from where the last reading ended.
struct FileTail {
    private let path: String
    private var offset: UInt64 = 0

    /// Starts at the file's beginning.
    init(path: String) { self.path = path }

    /// What has come since, at most 1 MiB, up to the end of a line where there is one; `nil` when there is nothing.
    mutating func next() throws -> [UInt8]? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        do {
            // A file that has become shorter was begun anew.
            if try file.seekToEnd() < offset { offset = 0 }
            try file.seek(toOffset: offset)
            guard let data = try file.read(upToCount: 1 << 20), !data.isEmpty else { return nil }
            var bytes = [UInt8](data)
            // A character cut in two would be shown as two broken ones.
            if bytes.count == 1 << 20, let end = bytes.lastIndex(of: UInt8(ascii: "\n")) {
                bytes.removeSubrange((end + 1)...)
            }
            offset += UInt64(bytes.count)
            return bytes
        } catch {
            throw ReportError(.failed, "\(path) cannot be read: \(error)")
        }
    }

    /// The last bytes of a file; `nil` when there is none.
    static func end(of path: String, bytes count: UInt64) -> [UInt8]? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let size = try? file.seekToEnd() else { return nil }
        try? file.seek(toOffset: size > count ? size - count : 0)
        return (try? file.readToEnd()).map { [UInt8]($0) }
    }
}

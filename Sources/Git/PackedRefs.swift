import GitNames
import Glibc

/// The file `packed-refs`: refs that `git pack-refs` gathered. A loose ref of the same name wins over it.
struct PackedRefs: Sendable {
    /// What the refs hold.
    private(set) var ids: [RefName: ObjectID] = [:]
    /// Lines that are no ref with a valid name in UTF-8.
    private(set) var unreadable = 0

    init(_ bytes: [UInt8]) {
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard line.first != UInt8(ascii: "#"), line.first != UInt8(ascii: "^") else { continue }
            guard let (id, name) = Self.ref(line), name.isValid else {
                unreadable += 1
                continue
            }
            ids[name] = id
        }
    }

    /// A line `id name`.
    static func ref(_ line: ArraySlice<UInt8>) -> (ObjectID, RefName)? {
        guard line.count > 41, line[line.startIndex + 40] == UInt8(ascii: " "),
            let id = ObjectID(hex: String(decoding: line.prefix(40), as: UTF8.self)),
            let name = String(validating: line.dropFirst(41), as: UTF8.self)
        else { return nil }
        return (id, RefName(name))
    }

    /// The file's bytes without one ref and what it was peeled to, or `nil` when it is not there.
    static func removing(_ name: RefName, from bytes: [UInt8]) -> [UInt8]? {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var removed = false
        var inRemoved = false
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            if line.first == UInt8(ascii: "^") {
                if inRemoved { continue }
            } else {
                inRemoved = line.dropFirst(41).elementsEqual(name.text.utf8)
                removed = removed || inRemoved
                if inRemoved { continue }
            }
            kept += line
            kept.append(UInt8(ascii: "\n"))
        }
        return removed ? kept : nil
    }

    /// Refs once read, and the state of the file they were read from.
    struct Cached {
        var refs: PackedRefs
        var stamp: Stamp
    }

    /// What changes when the file is replaced.
    struct Stamp: Equatable {
        var inode: UInt64 = 0
        var size: Int64 = 0
        var modified: [Int] = []

        init(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return }
            inode = UInt64(status.st_ino)
            size = Int64(status.st_size)
            modified = [
                status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
            ]
        }

        /// Whether the file is so young that it could be replaced again without a change of its time stamps.
        var isRacy: Bool {
            guard modified.count == 4 else { return false }
            var now = timespec()
            clock_gettime(CLOCK_REALTIME, &now)
            let age = (now.tv_sec - modified[2]) * 1_000_000_000 + now.tv_nsec - modified[3]
            return age < 50_000_000
        }
    }
}

import Glibc

/// The processes of this machine, as /proc shows them.
enum ProcessTable {
    /// The processes with this text somewhere in their command line.
    static func processes(mentioning text: String) -> [pid_t] {
        all().filter { $0 != getpid() && contents("/proc/\($0)/cmdline").contains(text) }
    }

    /// The living children of a process that have this name.
    static func children(of parent: pid_t, named name: String) -> [pid_t] {
        all().filter { pid in
            let stat = contents("/proc/\(pid)/stat")
            guard let open = stat.firstIndex(of: "("), let close = stat.lastIndex(of: ")") else { return false }
            let fields = stat[stat.index(after: close)...].split(separator: " ")
            return stat[stat.index(after: open)..<close] == name && fields.count > 1 && fields[0] != "Z"
                && fields[1] == "\(parent)"
        }
    }

    static func openDescriptors() -> Int { entries("/proc/self/fd").count }

    static func contents(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func all() -> [pid_t] { entries("/proc").compactMap { pid_t($0) } }

    private static func entries(_ path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }
}

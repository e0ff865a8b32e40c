import Foundation

extension StillWorkspace {
    /// The text with what differs from one making to the next put into words.
    func stable(_ text: String) -> String {
        let owners =
            (try? FileManager.default.subpathsOfDirectory(atPath: program.directory + "/.local/state"))?
            .filter { $0.hasSuffix("/owner") } ?? []
        var stable = text
        for owner in owners {
            let state = "\(program.directory)/.local/state/\(owner)"
            let id = (try? String(contentsOfFile: state, encoding: .utf8))?.split(separator: "\n").first.map(
                String.init)
            if let id { stable = stable.replacingOccurrences(of: id, with: "<owner>") }
            let workspace = owner.split(separator: "/").dropLast().last.map(String.init)
            if let workspace { stable = stable.replacingOccurrences(of: workspace, with: "<workspace>") }
        }
        stable = stable.replacing(/\b0[0-9A-HJKMNP-TV-Z]{25}\b/, with: "<ulid>")
        stable = stable.replacingOccurrences(of: BuiltProgram.path, with: "<program>")
        stable = stable.replacingOccurrences(of: program.directory, with: "<directory>")
        return Self.numbered(Self.withoutMachine(stable))
    }

    /// What the machine, or the moment, has a say in.
    private static func withoutMachine(_ text: String) -> String {
        text.replacing(/\bprocess [0-9]+(?:, started [-0-9T:]+Z)?/, with: "process <number>")
            .replacing(/(?m)^. processes .*$/, with: "<mark> processes <how they are kept together>")
            .replacing(/(?m)^. git {2,}\/.*$/, with: "✓ git <path>")
            .replacing(/\b[0-9]+(?:\.[0-9])? (?:B|KiB)\b/, with: "<size>")
            // How much gathers for one publication is up to how fast the disk is.
            .replacing(/\b[0-9]+ small packs/, with: "<number> small packs")
    }

    /// Names of objects as numbers, in the order they come and as long as they were: else a word more in a file that
    /// `init` writes would change every snapshot.
    private static func numbered(_ text: String) -> String {
        var numbers: [Substring: Int] = [:]
        // By Unicode's rules there is no word's end in `b.i`, but there is one in `7.i`.
        return text.replacing(/\b[0-9a-f]{7,40}\b/.wordBoundaryKind(.simple)) { match in
            let number = numbers[match.output.prefix(7), default: numbers.count + 1]
            numbers[match.output.prefix(7)] = number
            let digits = String(number)
            return "x" + String(repeating: "0", count: match.output.count - 1 - digits.count) + digits
        }
    }
}

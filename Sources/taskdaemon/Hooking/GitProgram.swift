import ArgumentParser
import Daemon
import Foundation

/// The user's own git, for what only it knows: its index, what it ignores, and objects in quarantine.
enum GitProgram {
    /// What came of it.
    struct Result {
        /// Its exit status.
        var status: Int32
        /// What it printed.
        var output: [UInt8]
    }

    /// Which environment it sees.
    enum Environment {
        /// Without what others have said by `GIT_*`.
        case clean
        /// As git gave it to the hook that this process is a part of.
        case ofHook
    }

    /// Runs it to its end; what it complains of is dropped.
    static func run(_ arguments: [String], input: [UInt8] = [], environment: Environment) throws -> Result {
        let all = ProcessInfo.processInfo.environment
        guard let program = MachineCheck.program("git", in: all) else {
            throw CommandError(.failure, "git is not found on PATH")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment =
            switch environment {
            case .clean: all.filter { !$0.key.hasPrefix("GIT_") }
            case .ofHook: all
            }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        let source = input.isEmpty ? nil : Pipe()
        process.standardInput = source ?? FileHandle.nullDevice
        do { try process.run() } catch {
            throw CommandError(.failure, "git cannot be run: \(error.systemReason)")
        }
        if let writer = source?.fileHandleForWriting {
            // Beside the reading: neither pipe holds all of it.
            DispatchQueue.global().async {
                try? writer.write(contentsOf: Data(input))
                try? writer.close()
            }
        }
        let printed = (try? output.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: [UInt8](printed))
    }
}

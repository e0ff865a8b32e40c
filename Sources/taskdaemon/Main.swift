import ArgumentParser

@main
struct TaskDaemonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "taskdaemon")
}

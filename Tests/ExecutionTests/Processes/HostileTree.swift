import Execution
import Glibc

/// A command whose children do what they can to outlive it.
struct HostileTree {
    /// In the command line of each of its processes that lives longer than some milliseconds.
    let marker: String

    init(marker: String? = nil) {
        self.marker = marker ?? "\(Int.random(in: 100_000_000..<999_999_999))"
    }

    /// Starts all of it, says `ready`, then does what is given.
    func script(then last: String) -> String {
        """
        M=\(marker)
        export M
        sleep $M &
        setsid sleep $M &
        (sleep $M &)
        (trap '' TERM HUP INT; exec sleep $M) &
        setsid sh -c 'trap "" TERM; while :; do sleep $M; done' $M &
        (setsid sh -c 'setsid sleep $M & setsid sleep $M & exit' $M &)
        R='sleep 0.003; setsid sh -c "$R" $M & exit'
        export R
        sh -c "$R" $M
        sleep 0.05
        echo ready
        \(last)
        """
    }

    func spec(
        then last: String, timeout: Duration? = nil, idleTimeout: Duration? = nil,
        grace: Duration = .milliseconds(50)
    ) -> CommandSpec {
        CommandSpec(
            arguments: CommandSpec.shell(script(then: last)), environment: ["PATH": "/usr/bin:/bin"], directory: "/",
            timeout: timeout, idleTimeout: idleTimeout, grace: grace)
    }

    var survivors: [pid_t] { ProcessTable.processes(mentioning: marker) }
}

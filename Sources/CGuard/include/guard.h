#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The running of commands with their whole process tree under control, in C because it runs between fork and exec.

   The daemon forks one small process, the nursery, and sends it orders over a socket. For each order the nursery forks
   a guard, which starts the command, keeps everything that the command starts together, ends all of it when it must
   end, and reports on the order's own socket once nothing of it is left. */

/// How a tree is kept together, the best first.
enum guard_means {
    GUARD_AUTOMATIC = 0,
    /// A cgroup v2 group of its own: the kernel kills it as one.
    GUARD_CGROUP = 1,
    /// A PID namespace: the kernel kills it when its first process ends.
    GUARD_NAMESPACE = 2,
    /// Orphans come to the guard, which kills its descendants until it has none.
    GUARD_FAMILY = 3,
};

/// What a nursery is started with.
struct guard_setup {
    /// Names our groups: `taskdaemon-<tag>-…`; letters and digits, at most 40.
    const char *tag;
    /// One of `guard_means`; the next lesser means is taken where it cannot be had.
    int means;
    /// A descriptor that the nursery and its guards hold until they end, or -1.
    int lock;
};

/// Forks the nursery; may be called on any thread of a process with many.
///
/// Returns the daemon's end of its socket, or -errno. Sets the nursery's process id and the means it found.
int guard_nursery_start(const struct guard_setup *setup, pid_t *pid, int *means);

/// One command. All descriptors stay the caller's.
struct guard_order {
    /// Never used twice with one nursery; names the group.
    uint32_t id;
    uint32_t argc;
    uint32_t envc;
    /// Between TERM and KILL.
    uint32_t grace_ms;
    /// A memory file of strings, each with its NUL: directory, arguments, environment.
    int strings;
    uint64_t size;
    int input;
    int output;
    /// The guard's end of the order's socket.
    int control;
};

/// Sends an order without waiting; returns 0 or an errno, of which EAGAIN and ETOOMANYREFS mean "later".
int guard_nursery_order(int nursery, const struct guard_order *order);

/// Sent to a guard: end the tree, with its grace or without.
enum { GUARD_END = 'e', GUARD_KILL = 'k' };

enum guard_ending { GUARD_EXITED = 1, GUARD_SIGNALLED = 2, GUARD_NOT_STARTED = 3 };

enum guard_step { GUARD_STEP_FORK = 1, GUARD_STEP_CONTAIN = 2, GUARD_STEP_DIRECTORY = 3, GUARD_STEP_EXEC = 4 };

/// Why a guard began to end a tree before its leader had exited.
enum guard_cause { GUARD_CAUSE_NONE = 0, GUARD_CAUSE_ASKED = 1, GUARD_CAUSE_DAEMON_GONE = 2, GUARD_CAUSE_NURSERY_GONE = 3 };

/// What a guard says, once and last, when nothing of the tree is left.
struct guard_report {
    /// One of `guard_ending`.
    uint32_t ending;
    /// The exit code, the signal, or the errno.
    int32_t value;
    /// One of `guard_step`, when it was not started.
    uint32_t step;
    /// One of `guard_cause`.
    uint32_t cause;
    /// How many processes were still there when the leader had exited, as far as seen.
    uint32_t left_behind;
    /// Something could not be killed in ten seconds and may still be there.
    uint32_t survivors;
    uint64_t user_us;
    uint64_t system_us;
    uint64_t max_rss_kib;
};

/// Ends what a dead daemon's nurseries left: groups of this tag, and processes marked with it. Returns how many.
int guard_end_leftovers(const char *tag);

/// Ends what is left of one order whose guard and nursery were both killed.
void guard_end_tree(const char *tag, pid_t nursery, uint32_t id);

/// Names the calling thread, as `ps -L` shows it; the kernel keeps 15 bytes.
void guard_name_thread(const char *name);

/* Descriptors, all close-on-exec; each returns 0 or -errno. */

int guard_pipe(int *nonblocking_read_end, int *write_end);
int guard_socket_pair(int *nonblocking_end, int *other_end);
/// Holds `size` bytes and stands at their beginning.
int guard_memory_file(const void *bytes, size_t size, int *file);
/// Becomes readable by `guard_wake` and unreadable by `guard_sleep`, both from any thread.
int guard_wakeable(int *descriptor);
void guard_wake(int descriptor);
void guard_sleep(int descriptor);

/* Waiting for many descriptors to become readable; each has a tag that says whose it is. */

int guard_poller(int *descriptor);
int guard_poller_add(int poller, int descriptor, uint64_t tag);
void guard_poller_remove(int poller, int descriptor);
/// Returns how many tags it wrote; -1 milliseconds is for ever.
int guard_poller_wait(int poller, uint64_t *tags, int most, int milliseconds);

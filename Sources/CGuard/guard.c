#include "inside.h"

#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

/* One command's tree, from its first process to its report. It never waits for the command alone: whatever ends the
   command's time, the daemon's death too, reaches the same loop. */

#define KILLING_MS 10000
/* A tree that makes new processes all the time is only overtaken without a pause; one that is stuck needs none. */
#define EAGER_ROUNDS 500

struct guard {
    const struct nursery *nursery;
    const struct order *order;
    struct cgroup group;
    int signals;
    int failures;
    int line;
    int control;

    pid_t first;
    bool first_reaped;
    bool leader_ended;
    bool childless;
    int status;

    uint32_t cause;
    bool killing;
    int rounds;
    int64_t kill_at;
    int64_t give_up_at;
    struct guard_report report;
};

int signal_descriptor(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGHUP);
    return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void send_report(int control, const struct guard_report *report) {
    send(control, report, sizeof *report, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void tell_not_started(int control, uint32_t step, int error) {
    struct guard_report report = {.ending = GUARD_NOT_STARTED, .value = error, .step = step};
    send_report(control, &report);
}

static _Noreturn void refuse(struct guard *guard, uint32_t step, int error) {
    cgroup_remove(&guard->group);
    tell_not_started(guard->control, step, error);
    _exit(0);
}

/* MARK: start */

static void start(struct guard *guard) {
    const struct order *order = guard->order;
    int failures[2];
    if (pipe2(failures, O_CLOEXEC | O_NONBLOCK) < 0) { refuse(guard, GUARD_STEP_FORK, errno); }
    guard->failures = failures[0];
    switch (guard->nursery->means) {
    case GUARD_CGROUP:
        cgroup_name(&guard->group.path, &guard->nursery->place, order->tag, guard->nursery->pid, order->is.id);
        if (!cgroup_make(&guard->group)) { refuse(guard, GUARD_STEP_CONTAIN, errno); }
        guard->first = cgroup_fork(&guard->group, guard->nursery->place.clone_into);
        break;
    case GUARD_NAMESPACE: {
        int line[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, line) < 0) { refuse(guard, GUARD_STEP_CONTAIN, errno); }
        guard->line = line[0];
        guard->first = namespace_start(order, guard->nursery->with_user, line[1], line[0], failures[1]);
        close(line[1]);
        break;
    }
    default:
        guard->first = _Fork();
    }
    if (guard->first == 0) { command_exec(order, failures[1]); }
    if (guard->first < 0) { refuse(guard, GUARD_STEP_FORK, errno); }
    close(failures[1]);
    close(order->is.strings);
    close(order->is.input);
    /* The daemon reads until the tree is gone: we must not keep its pipe open. */
    close(order->is.output);
}

/* MARK: what has happened */

static void reap(struct guard *guard) {
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid != guard->first) { continue; }
        guard->first_reaped = true;
        if (guard->line < 0) {
            guard->leader_ended = true;
            guard->status = status;
        }
    }
    /* No child means no descendant: whoever loses its parent becomes ours. */
    guard->childless = pid < 0 && errno == ECHILD;
    if (guard->line < 0) { return; }
    struct namespace_news news;
    if (recv(guard->line, &news, sizeof news, MSG_DONTWAIT) == sizeof news) {
        guard->leader_ended = true;
        guard->status = news.status;
        guard->report.left_behind = news.left_behind;
    }
    if (guard->first_reaped && !guard->leader_ended) {
        /* The namespace was killed before its leader had ended: so was the leader. */
        guard->leader_ended = true;
        guard->status = SIGKILL;
    }
}

static bool is_gone(const struct guard *guard) {
    if (!guard->leader_ended || !guard->childless) { return false; }
    return guard->group.events < 0 || !cgroup_populated(&guard->group);
}

/* MARK: ending */

static void begin_to_end(struct guard *guard, uint32_t cause) {
    if (guard->cause || guard->leader_ended) { return; }
    guard->cause = cause;
    guard->kill_at = now_ms() + guard->order->is.grace_ms;
    if (guard->order->is.grace_ms == 0) { return; }
    if (guard->line >= 0) {
        char byte = GUARD_END;
        send(guard->line, &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    } else {
        for (int index = 0; index < 2; index++) {
            /* What was stopped takes its TERM only when it goes on. */
            int signal = index == 0 ? SIGTERM : SIGCONT;
            if (guard->group.directory >= 0) {
                cgroup_signal(&guard->group, signal);
            } else {
                family_signal(signal, NULL, 0);
            }
        }
    }
}

static void begin_to_kill(struct guard *guard) {
    guard->killing = true;
    guard->give_up_at = now_ms() + KILLING_MS;
    if (!guard->leader_ended || guard->cause || guard->line >= 0) { return; }
    guard->report.left_behind =
        guard->group.directory >= 0 ? cgroup_signal(&guard->group, 0) : family_signal(0, NULL, 0);
}

static void kill_all(struct guard *guard) {
    guard->rounds++;
    if (guard->line >= 0) {
        if (!guard->first_reaped) { kill(guard->first, SIGKILL); }
        return;
    }
    bool in_group = guard->group.directory >= 0 && cgroup_populated(&guard->group);
    if (in_group) { cgroup_kill(&guard->group); }
    /* Also beside a group: root's processes can leave theirs, and still come to us when orphaned. */
    if (!in_group || guard->rounds > 1) { family_signal(SIGKILL, NULL, 0); }
}

static int patience(const struct guard *guard) {
    if (guard->killing) {
        if (guard->line >= 0) { return 100; }
        return guard->rounds < EAGER_ROUNDS && guard->group.directory < 0 ? 0 : 1;
    }
    if (!guard->cause) { return -1; }
    int64_t left = guard->kill_at - now_ms();
    return left > 0 ? (int)left : 0;
}

/* MARK: the loop */

static void hear_daemon(struct guard *guard) {
    char byte;
    ssize_t count = recv(guard->control, &byte, 1, MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) { return; }
    if (count <= 0) {
        close(guard->control);
        guard->control = -1;
        begin_to_end(guard, GUARD_CAUSE_DAEMON_GONE);
        return;
    }
    begin_to_end(guard, GUARD_CAUSE_ASKED);
    if (byte == GUARD_KILL) { guard->kill_at = now_ms(); }
}

static void hear_signals(struct guard *guard) {
    struct signalfd_siginfo signal;
    while (read(guard->signals, &signal, sizeof signal) == sizeof signal) {
        if (signal.ssi_signo == SIGHUP) { begin_to_end(guard, GUARD_CAUSE_NURSERY_GONE); }
    }
}

static void wait_for_news(struct guard *guard) {
    struct pollfd ready[4] = {
        {.fd = guard->control, .events = POLLIN},
        {.fd = guard->signals, .events = POLLIN},
        {.fd = guard->leader_ended ? -1 : guard->line, .events = POLLIN},
        {.fd = guard->cause || guard->leader_ended ? guard->group.events : -1, .events = POLLPRI},
    };
    if (poll(ready, 4, patience(guard)) <= 0) { return; }
    if (ready[0].revents) { hear_daemon(guard); }
    if (ready[1].revents) { hear_signals(guard); }
    /* The namespace's first process is ending: its being reaped comes as a signal, but its socket is at its end now. */
    if (ready[2].revents & POLLHUP && !(ready[2].revents & POLLIN)) { poll(NULL, 0, 1); }
}

static void watch(struct guard *guard) {
    while (true) {
        reap(guard);
        if (is_gone(guard)) { return; }
        bool due = guard->cause ? now_ms() >= guard->kill_at : guard->leader_ended;
        if (due && !guard->killing) { begin_to_kill(guard); }
        if (guard->killing) {
            if (now_ms() >= guard->give_up_at) {
                guard->report.survivors = 1;
                return;
            }
            kill_all(guard);
        }
        wait_for_news(guard);
    }
}

static _Noreturn void finish(struct guard *guard) {
    struct guard_report *report = &guard->report;
    struct start_failure failure;
    report->cause = guard->cause;
    if (read(guard->failures, &failure, sizeof failure) == sizeof failure) {
        report->ending = GUARD_NOT_STARTED;
        report->step = failure.step;
        report->value = failure.error;
    } else if (WIFEXITED(guard->status)) {
        report->ending = GUARD_EXITED;
        report->value = WEXITSTATUS(guard->status);
    } else {
        report->ending = GUARD_SIGNALLED;
        report->value = WTERMSIG(guard->status);
    }
    struct rusage usage;
    if (getrusage(RUSAGE_CHILDREN, &usage) == 0) {
        report->user_us = (uint64_t)usage.ru_utime.tv_sec * 1000000 + (uint64_t)usage.ru_utime.tv_usec;
        report->system_us = (uint64_t)usage.ru_stime.tv_sec * 1000000 + (uint64_t)usage.ru_stime.tv_usec;
        report->max_rss_kib = (uint64_t)usage.ru_maxrss;
    }
    cgroup_remove(&guard->group);
    if (guard->control >= 0) { send_report(guard->control, report); }
    _exit(0);
}

_Noreturn void guard_main(const struct nursery *nursery, const struct order *order) {
    static struct guard guard;
    guard.nursery = nursery;
    guard.order = order;
    guard.group.directory = guard.group.events = -1;
    guard.line = -1;
    guard.control = order->is.control;
    guard.signals = signal_descriptor();
    if (guard.signals < 0) { refuse(&guard, GUARD_STEP_FORK, errno); }
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    prctl(PR_SET_PDEATHSIG, SIGHUP);
    set_title("td-guard", order->daemon, order->is.id);
    /* It may have died before the line above. */
    if (getppid() != nursery->pid) { _exit(1); }
    start(&guard);
    watch(&guard);
    finish(&guard);
}

#include "inside.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>

/* A PID namespace: when its first process ends, the kernel ends all others, and only then can it be waited for. */

static pid_t clone_namespace(bool with_user) {
    unsigned long flags = CLONE_NEWPID | CLONE_NEWNS | SIGCHLD | (with_user ? CLONE_NEWUSER : 0);
    return (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, 0);
}

/* Makes the user and group outside the same inside; all others are nobody there. */
static bool map_user(uid_t user, gid_t group) {
    struct text line;
    text_clear(&line);
    text_add_number(&line, user);
    text_add(&line, " ");
    text_add_number(&line, user);
    text_add(&line, " 1");
    if (!write_whole(AT_FDCWD, "/proc/self/uid_map", line.bytes)) { return false; }
    /* Kernels before 3.19 do not have it and do not need it. */
    write_whole(AT_FDCWD, "/proc/self/setgroups", "deny");
    text_clear(&line);
    text_add_number(&line, group);
    text_add(&line, " ");
    text_add_number(&line, group);
    text_add(&line, " 1");
    return write_whole(AT_FDCWD, "/proc/self/gid_map", line.bytes);
}

bool namespace_possible(bool *with_user) {
    uid_t user = geteuid();
    gid_t group = getegid();
    for (int attempt = 0; attempt < 2; attempt++) {
        pid_t child = clone_namespace(attempt == 1);
        if (child == 0) { _exit(attempt == 0 || map_user(user, group) ? 0 : 1); }
        if (child < 0) { continue; }
        int status = -1;
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
        if (status == 0) {
            *with_user = attempt == 1;
            return true;
        }
    }
    return false;
}

static _Noreturn void first_process(const struct order *order, int line, int failure_pipe) {
    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
    /* Where it is refused (a container that hides parts of /proc), the outer /proc still works, with outer numbers. */
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);

    int signals = signal_descriptor();
    pid_t leader = _Fork();
    if (leader == 0) { command_exec(order, failure_pipe); }
    if (leader < 0) {
        struct start_failure failure = {.step = GUARD_STEP_FORK, .error = errno};
        ssize_t written = write(failure_pipe, &failure, sizeof failure);
        (void)written;
        _exit(1);
    }
    close(failure_pipe);
    close(order->is.input);
    close(order->is.output);

    bool ending = false, leader_ended = false, news_due = false;
    struct namespace_news news;
    while (true) {
        struct pollfd ready[2] = {{.fd = signals, .events = POLLIN}, {.fd = line, .events = POLLIN}};
        poll(ready, 2, -1);
        if (ready[1].revents) {
            char byte;
            /* The guard is gone: so is everything here, by our end. */
            if (recv(line, &byte, 1, 0) <= 0) { _exit(1); }
            ending = true;
            kill(-1, SIGTERM);
            kill(-1, SIGCONT);
        }
        if (ready[0].revents) {
            char drained[1024];
            while (read(signals, drained, sizeof drained) > 0) {}
        }
        int status;
        pid_t pid;
        while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
            if (pid != leader) { continue; }
            leader_ended = news_due = true;
            news.status = status;
        }
        bool alone = pid < 0 && errno == ECHILD;
        if (news_due) {
            /* Whether there is anybody: how many, the kernel tells nobody. */
            news.left_behind = alone ? 0 : 1;
            send(line, &news, sizeof news, MSG_NOSIGNAL);
            news_due = false;
        }
        if (leader_ended && (!ending || alone)) { _exit(0); }
    }
}

pid_t namespace_start(const struct order *order, bool with_user, int line, int guard_line, int failure_pipe) {
    uid_t user = geteuid();
    gid_t group = getegid();
    pid_t child = clone_namespace(with_user);
    if (child != 0) { return child; }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* Without these the guard's death could not be seen, nor the end of its socket by the daemon. */
    close(guard_line);
    close(order->is.control);
    set_title("td-init", order->daemon, order->is.id);
    if (with_user && !map_user(user, group)) {
        struct start_failure failure = {.step = GUARD_STEP_CONTAIN, .error = errno};
        ssize_t written = write(failure_pipe, &failure, sizeof failure);
        (void)written;
        _exit(1);
    }
    first_process(order, line, failure_pipe);
}

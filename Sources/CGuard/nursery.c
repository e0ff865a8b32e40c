#include "inside.h"

#include <sys/socket.h>

/* The parent of all guards: one thread that forks, and cleans up after a guard that did not. */

#define MOST_ORDERS 1024

struct slot {
    pid_t guard;
    uint32_t id;
    /* Our copy: the daemon sees the end of the socket only when the tree of a dead guard is gone too. */
    int control;
    bool guard_died;
};

static struct nursery nursery;
static struct slot slots[MOST_ORDERS];
static size_t used;

/* MARK: a process of its own */

static void close_all_but(int first, int second) {
    int low = first < second ? first : second;
    int high = first < second ? second : first;
    unsigned from = 3;
    for (int index = 0; index < 2; index++) {
        int kept = index == 0 ? low : high;
        if (kept < 3) { continue; }
        if ((unsigned)kept > from) { syscall(SYS_close_range, from, (unsigned)kept - 1, 0u); }
        from = (unsigned)kept + 1;
    }
    if (syscall(SYS_close_range, from, ~0u, 0u) == 0) { return; }
    for (int descriptor = 3; descriptor < 65536; descriptor++) {
        if (descriptor != first && descriptor != second) { close(descriptor); }
    }
}

/* Cuts what the fork has copied from the daemon: descriptors, handlers, session, directory. */
static void detach(int *socket, int *lock) {
    *socket = fcntl(*socket, F_DUPFD_CLOEXEC, 3);
    if (*lock >= 0) { *lock = fcntl(*lock, F_DUPFD_CLOEXEC, 3); }
    close_all_but(*socket, *lock);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int descriptor = 0; descriptor < 3; descriptor++) {
        if (null >= 0) { dup2(null, descriptor); }
    }
    if (null > 2) { close(null); }
    setsid();
    /* Not a mount that somebody wants to take away. */
    if (chdir("/") < 0) {}
    /* All signals stay blocked for good; only that children can be waited for must be sure. */
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigaction(SIGCHLD, &usual, NULL);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

static int find_means(int wanted) {
    if (wanted <= GUARD_CGROUP && cgroup_find(&nursery.place, nursery.tag)) { return GUARD_CGROUP; }
    if (wanted <= GUARD_NAMESPACE && namespace_possible(&nursery.with_user)) { return GUARD_NAMESPACE; }
    return GUARD_FAMILY;
}

/* MARK: orders */

enum { SENT_CONTROL, SENT_STRINGS, SENT_INPUT, SENT_OUTPUT, SENT_COUNT };

int guard_nursery_order(int socket, const struct guard_order *order) {
    struct iovec bytes = {.iov_base = (void *)order, .iov_len = sizeof *order};
    char space[CMSG_SPACE(SENT_COUNT * sizeof(int))] __attribute__((aligned(8))) = {0};
    struct msghdr message = {
        .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(SENT_COUNT * sizeof(int));
    int descriptors[SENT_COUNT] = {order->control, order->strings, order->input, order->output};
    memcpy(CMSG_DATA(header), descriptors, sizeof descriptors);
    while (sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
        if (errno != EINTR) { return errno; }
    }
    return 0;
}

/* 1 when an order came, 0 when none did, -1 when none will. */
static int receive(int socket, struct guard_order *order) {
    struct iovec bytes = {.iov_base = order, .iov_len = sizeof *order};
    char space[CMSG_SPACE(SENT_COUNT * sizeof(int))] __attribute__((aligned(8)));
    struct msghdr message = {
        .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
    ssize_t count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (count < 0) { return errno == EAGAIN || errno == EINTR ? 0 : -1; }
    if (count == 0) { return -1; }
    int descriptors[SENT_COUNT] = {-1, -1, -1, -1};
    size_t received = 0;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
        received = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        memcpy(descriptors, CMSG_DATA(header), received * sizeof(int));
    }
    if (count == sizeof *order && received == SENT_COUNT) {
        order->control = descriptors[SENT_CONTROL];
        order->strings = descriptors[SENT_STRINGS];
        order->input = descriptors[SENT_INPUT];
        order->output = descriptors[SENT_OUTPUT];
        return 1;
    }
    /* The kernel leaves out what exceeds our limit of open files. */
    if (received > 0) { tell_not_started(descriptors[SENT_CONTROL], GUARD_STEP_FORK, EMFILE); }
    for (size_t index = 0; index < received; index++) { close(descriptors[index]); }
    return 0;
}

static void take(const struct guard_order *is, int socket, int signals) {
    if (used == MOST_ORDERS) {
        tell_not_started(is->control, GUARD_STEP_FORK, EAGAIN);
        close(is->control);
    } else {
        pid_t guard = _Fork();
        if (guard == 0) {
            close(socket);
            close(signals);
            for (size_t index = 0; index < used; index++) { close(slots[index].control); }
            static struct order order;
            order.is = *is;
            order.tag = nursery.tag;
            order.marked = nursery.means != GUARD_CGROUP;
            order.nursery = nursery.pid;
            order.daemon = nursery.daemon;
            guard_main(&nursery, &order);
        }
        if (guard < 0) {
            tell_not_started(is->control, GUARD_STEP_FORK, errno);
            close(is->control);
        } else {
            slots[used++] = (struct slot){.guard = guard, .id = is->id, .control = is->control};
        }
    }
    close(is->strings);
    close(is->input);
    close(is->output);
}

/* MARK: guards that ended */

static void forget(size_t index) {
    close(slots[index].control);
    slots[index] = slots[--used];
}

static void reap(void) {
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        for (size_t index = 0; index < used; index++) {
            if (slots[index].guard != pid || slots[index].guard_died) { continue; }
            if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
                forget(index);
            } else {
                slots[index].guard_died = true;
            }
            break;
        }
    }
}

static bool end_group_of(const struct slot *slot) {
    if (nursery.means != GUARD_CGROUP) { return true; }
    static struct cgroup group;
    cgroup_name(&group.path, &nursery.place, nursery.tag, nursery.pid, slot->id);
    bool empty = true;
    if (cgroup_open(&group)) {
        cgroup_kill(&group);
        empty = !cgroup_populated(&group);
    }
    if (empty) {
        cgroup_remove(&group);
    } else {
        close(group.events);
        close(group.directory);
    }
    return empty;
}

/* Ends what guards that were killed have left; true if there is more to do. */
static bool sweep(void) {
    static pid_t spared[MOST_ORDERS];
    size_t spared_count = 0, died = 0;
    for (size_t index = 0; index < used; index++) {
        if (slots[index].guard_died) { died++; } else { spared[spared_count++] = slots[index].guard; }
    }
    if (died == 0) { return false; }
    uint32_t orphans = family_signal(SIGKILL, spared, spared_count);
    for (size_t index = used; index-- > 0;) {
        if (slots[index].guard_died && end_group_of(&slots[index]) && orphans == 0) {
            forget(index);
            died--;
        }
    }
    return died > 0;
}

/* MARK: the loop */

static _Noreturn void serve(int socket, int signals) {
    bool unswept = false;
    while (true) {
        struct pollfd ready[2] = {{.fd = socket, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
        poll(ready, 2, unswept ? 1 : -1);
        if (ready[1].revents) {
            char drained[2048];
            while (read(signals, drained, sizeof drained) > 0) {}
        }
        reap();
        unswept = sweep();
        if (ready[0].revents) {
            struct guard_order order;
            int received = receive(socket, &order);
            if (received > 0) { take(&order, socket, signals); }
            if (received < 0) {
                close(socket);
                socket = -1;
                for (size_t index = 0; index < used; index++) {
                    if (!slots[index].guard_died) { kill(slots[index].guard, SIGHUP); }
                }
            }
        }
        if (socket < 0 && used == 0) { _exit(0); }
    }
}

_Noreturn void nursery_main(const struct guard_setup *setup, pid_t daemon, int socket) {
    static char tag[GUARD_TAG_LENGTH + 1];
    size_t length = strnlen(setup->tag, GUARD_TAG_LENGTH);
    memcpy(tag, setup->tag, length);
    int lock = setup->lock;
    detach(&socket, &lock);
    find_title();
    set_title("td-nursery", daemon, 0);
    nursery.tag = tag;
    nursery.pid = getpid();
    nursery.daemon = daemon;
    int means = setup->means;
    let_go_of_memory();
    nursery.means = find_means(means);
    int signals = signal_descriptor();
    struct greeting greeting = {.means = nursery.means};
    if (signals < 0 || send(socket, &greeting, sizeof greeting, MSG_NOSIGNAL) < 0) { _exit(1); }
    serve(socket, signals);
}

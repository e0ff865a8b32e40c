#include "inside.h"

#include <sys/socket.h>

/* What the daemon itself calls. */

#define GREETING_MS 10000

/* Waits for the nursery to have found its means; -errno, or the means. */
static int await_greeting(int socket) {
    int64_t until = now_ms() + GREETING_MS;
    while (true) {
        struct pollfd ready = {.fd = socket, .events = POLLIN};
        int64_t left = until - now_ms();
        int count = poll(&ready, 1, left > 0 ? (int)left : 0);
        if (count < 0 && errno == EINTR) { continue; }
        if (count == 0) { return -ETIMEDOUT; }
        struct greeting greeting;
        ssize_t length = recv(socket, &greeting, sizeof greeting, 0);
        if (length < 0 && errno == EINTR) { continue; }
        return length == sizeof greeting ? greeting.means : -ECHILD;
    }
}

int guard_nursery_start(const struct guard_setup *setup, pid_t *pid, int *means) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) { return -errno; }
    pid_t daemon = getpid();
    /* No handler of the daemon's may run in the child. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    *pid = _Fork();
    int error = errno;
    if (*pid == 0) { nursery_main(setup, daemon, ends[1]); }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(ends[1]);
    if (*pid < 0) {
        close(ends[0]);
        return -error;
    }
    *means = await_greeting(ends[0]);
    if (*means > 0) { return ends[0]; }
    kill(*pid, SIGKILL);
    while (waitpid(*pid, NULL, 0) < 0 && errno == EINTR) {}
    close(ends[0]);
    return *means;
}

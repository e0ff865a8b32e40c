#include "inside.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>

/* The daemon's descriptors: what glibc only declares with _GNU_SOURCE, or Swift does not see. */

int guard_pipe(int *nonblocking_read_end, int *write_end) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) { return -errno; }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    *nonblocking_read_end = ends[0];
    *write_end = ends[1];
    return 0;
}

int guard_socket_pair(int *nonblocking_end, int *other_end) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) { return -errno; }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    *nonblocking_end = ends[0];
    *other_end = ends[1];
    return 0;
}

int guard_memory_file(const void *bytes, size_t size, int *file) {
    *file = memfd_create("taskdaemon", MFD_CLOEXEC);
    if (*file < 0) { return -errno; }
    size_t written = 0;
    while (written < size) {
        ssize_t count = write(*file, (const char *)bytes + written, size - written);
        if (count < 0 && errno == EINTR) { continue; }
        if (count <= 0) {
            int error = count < 0 ? errno : ENOSPC;
            close(*file);
            return -error;
        }
        written += (size_t)count;
    }
    lseek(*file, 0, SEEK_SET);
    return 0;
}

int guard_wakeable(int *descriptor) {
    *descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return *descriptor < 0 ? -errno : 0;
}

void guard_wake(int descriptor) { eventfd_write(descriptor, 1); }

void guard_sleep(int descriptor) {
    eventfd_t count;
    eventfd_read(descriptor, &count);
}

void guard_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

int guard_poller(int *descriptor) {
    *descriptor = epoll_create1(EPOLL_CLOEXEC);
    return *descriptor < 0 ? -errno : 0;
}

int guard_poller_add(int poller, int descriptor, uint64_t tag) {
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = tag};
    return epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event) < 0 ? -errno : 0;
}

void guard_poller_remove(int poller, int descriptor) { epoll_ctl(poller, EPOLL_CTL_DEL, descriptor, NULL); }

int guard_poller_wait(int poller, uint64_t *tags, int most, int milliseconds) {
    struct epoll_event events[64];
    int count = epoll_wait(poller, events, most < 64 ? most : 64, milliseconds);
    for (int index = 0; index < count; index++) { tags[index] = events[index].data.u64; }
    return count < 0 ? 0 : count;
}

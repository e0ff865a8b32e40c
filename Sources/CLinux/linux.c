#define _GNU_SOURCE
#include "linux.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

void linux_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

int linux_wake_descriptor(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void linux_wake(int descriptor) {
    uint64_t one = 1;
    ssize_t written = write(descriptor, &one, sizeof one);
    (void)written; /* It fails only when the count is full, and then it is readable already. */
}

void linux_clear_wake(int descriptor) {
    uint64_t count;
    ssize_t got = read(descriptor, &count, sizeof count);
    (void)got; /* It fails only when there is nothing to clear. */
}

int linux_drop_access_lists(int descriptor) {
    static const char *const lists[] = {"system.posix_acl_default", "system.posix_acl_access"};
    for (int i = 0; i < 2; i++)
        if (fremovexattr(descriptor, lists[i]) != 0 && errno != ENODATA && errno != EOPNOTSUPP) return errno;
    return 0;
}

void linux_sink_to_background(void) {
    /* For the thread alone: on Linux both take a thread's id, and 0 is the caller. */
    setpriority(PRIO_PROCESS, 0, 19);
    enum { WHO_PROCESS = 1, CLASS_IDLE = 3, CLASS_SHIFT = 13 };
    syscall(SYS_ioprio_set, WHO_PROCESS, 0, CLASS_IDLE << CLASS_SHIFT);
}

int linux_accept(int descriptor) { return accept4(descriptor, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK); }

#define _GNU_SOURCE
#include "linux.h"

#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
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

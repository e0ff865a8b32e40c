#pragma once

/* The calls that only glibc's _GNU_SOURCE declares or that are variadic, which Swift cannot see. */

/// Names the calling thread, as `ps -L` shows it; the kernel keeps 15 bytes.
void linux_name_thread(const char *name);

/// Makes a descriptor that poll(2) finds readable from `linux_wake` until `linux_clear_wake`; negative on failure.
int linux_wake_descriptor(void);

/// Makes it readable; any number of times is the same as once.
void linux_wake(int descriptor);

/// Makes it unreadable again.
void linux_clear_wake(int descriptor);

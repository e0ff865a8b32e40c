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

/// Removes the POSIX access lists of an open file or directory; 0, or what went wrong as `errno` has it.
int linux_drop_access_lists(int descriptor);

/// Lets the calling thread have the processor and the disk only when nobody else wants them.
void linux_sink_to_background(void);

/// Takes a connection: closed on exec, and never waited for; negative on failure, `errno` says why.
int linux_accept(int descriptor);

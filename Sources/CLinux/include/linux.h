#pragma once

/* The calls that only glibc's _GNU_SOURCE declares or that are variadic, which Swift cannot see. */

/// Names the calling thread, as `ps -L` shows it; the kernel keeps 15 bytes.
void linux_name_thread(const char *name);

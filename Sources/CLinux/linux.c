#define _GNU_SOURCE
#include "linux.h"

#include <sys/prctl.h>

void linux_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

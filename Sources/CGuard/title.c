#include "inside.h"

#include <stdlib.h>

/* The name that `ps` and `pkill -f` see. A fork keeps the daemon's, and whoever killed the daemon by its command line
   would then kill what is to clean up after it. */

static char *title;
static size_t title_size;

void find_title(void) {
    char stat[2048];
    if (read_whole(AT_FDCWD, "/proc/self/stat", stat, sizeof stat) <= 0) { return; }
    /* The 2nd field may hold spaces; the 48th and 49th are where the arguments begin and end. */
    char *at = strrchr(stat, ')');
    for (int field = 2; at && field < 48; field++) {
        at = strchr(at, ' ');
        if (at) { at++; }
    }
    if (!at) { return; }
    char *rest;
    unsigned long start = strtoul(at, &rest, 10);
    unsigned long end = strtoul(rest, NULL, 10);
    if (start == 0 || end <= start || end - start > 1 << 20) { return; }
    title = (char *)start;
    title_size = end - start;
}

void set_title(const char *role, pid_t daemon, uint32_t id) {
    prctl(PR_SET_NAME, role, 0, 0, 0);
    struct text text;
    text_clear(&text);
    text_add(&text, role);
    if (id != 0) {
        text_add(&text, " ");
        text_add_number(&text, id);
    }
    text_add(&text, " of ");
    text_add_number(&text, (uint64_t)daemon);
    if (title_size < 2) { return; }
    size_t length = text.length < title_size - 1 ? text.length : title_size - 1;
    memset(title, 0, title_size);
    memcpy(title, text.bytes, length);
}

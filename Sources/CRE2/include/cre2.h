// What is used of RE2, for C: compile, search, free. No exception leaves it.
#ifndef TASKDAEMON_CRE2_H
#define TASKDAEMON_CRE2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cre2_regexp cre2_regexp;

/// Compiles a pattern in RE2's syntax, over UTF-8, with at most so many bytes of memory.
///
/// NULL when it is no pattern or too large; then `reason` has why, cut to its size.
cre2_regexp *cre2_compile(const char *pattern, size_t length, int64_t memory, char *reason, size_t size);

/// Whether the pattern occurs anywhere in the text. Takes time in proportion to the text's length.
bool cre2_occurs(const cre2_regexp *expression, const char *text, size_t length);

void cre2_free(cre2_regexp *expression);

#ifdef __cplusplus
}
#endif

#endif

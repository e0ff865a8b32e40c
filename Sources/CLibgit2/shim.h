#pragma once
#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>

/* git_libgit2_opts is variadic, which Swift cannot call. */
static inline int clibgit2_option_int(int option, int value) { return git_libgit2_opts(option, value); }
static inline int clibgit2_option_int_string(int option, int value, const char *text) {
    return git_libgit2_opts(option, value, text);
}

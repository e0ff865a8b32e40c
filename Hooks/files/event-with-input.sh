#!/bin/sh
# taskdaemon hook 1: tells the daemon that git ran this; `taskdaemon hooks uninstall` puts back what was here.
taskdaemon=@PROGRAM@
taskdaemon_input=$(cat)
taskdaemon_before() {
    # What was here before, as if it still were: with its own name where that is to be had.
    read -r taskdaemon_first <"$0.before-taskdaemon"
    case $taskdaemon_first in
    "#!/bin/sh" | "#! /bin/sh" | "#!/usr/bin/env sh" | "#!/usr/bin/sh") . "$0.before-taskdaemon" ;;
    *) exec "$0.before-taskdaemon" "$@" ;;
    esac
}
taskdaemon_status=0
if [ -x "$0.before-taskdaemon" ]; then
    if [ -n "$taskdaemon_input" ]; then
        printf '%s\n' "$taskdaemon_input" 2>/dev/null | (taskdaemon_before "$@")
    else
        (taskdaemon_before "$@") </dev/null
    fi
    taskdaemon_status=$?
fi
# A push that was refused here does not happen.
case @HOOK@ in pre-*) [ "$taskdaemon_status" -eq 0 ] || exit "$taskdaemon_status" ;; esac
if [ -z "${GIT_QUARANTINE_PATH-}" ] && [ -x "$taskdaemon" ]; then
    (
        printf '%s\n' "$taskdaemon_input" 2>/dev/null |
            "$taskdaemon" hooks send @HOOK@ --hook "$0" -- "$@" \
                >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
    ) >/dev/null 2>&1 </dev/null
fi
exit "$taskdaemon_status"

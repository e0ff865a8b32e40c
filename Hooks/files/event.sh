#!/bin/sh
# taskdaemon hook 1: tells the daemon that git ran this; `taskdaemon hooks uninstall` puts back what was here.
taskdaemon=@PROGRAM@
if [ -z "${GIT_QUARANTINE_PATH-}" ] && [ -x "$taskdaemon" ]; then
    # Where HEAD is now: read with nothing started, since git waits for this script.
    taskdaemon_head=
    { read -r taskdaemon_head <"${GIT_DIR:-.git}/HEAD"; } 2>/dev/null
    case $taskdaemon_head in
    "ref: "*)
        taskdaemon_ref=${GIT_DIR:-.git}
        taskdaemon_ref=${taskdaemon_ref%/worktrees/*}/${taskdaemon_head#ref: }
        { read -r taskdaemon_head <"$taskdaemon_ref"; } 2>/dev/null
        ;;
    esac
    (
        "$taskdaemon" hooks send @HOOK@ --hook "$0" --head "$taskdaemon_head" -- "$@" \
            </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
    )
fi
# What was here before, as if it still were: with its own name where that is to be had.
if [ -x "$0.before-taskdaemon" ]; then
    read -r taskdaemon_head <"$0.before-taskdaemon"
    case $taskdaemon_head in
    "#!/bin/sh" | "#! /bin/sh" | "#!/usr/bin/env sh" | "#!/usr/bin/sh") . "$0.before-taskdaemon" ;;
    *) exec "$0.before-taskdaemon" "$@" ;;
    esac
fi
exit

#!/bin/sh
# taskdaemon hook 1: refuses invalid definitions and documents; `taskdaemon hooks uninstall` puts back what was here.
taskdaemon=@PROGRAM@
taskdaemon_before() {
    # What was here before, as if it still were: with its own name where that is to be had.
    read -r taskdaemon_first <"$0.before-taskdaemon"
    case $taskdaemon_first in
    "#!/bin/sh" | "#! /bin/sh" | "#!/usr/bin/env sh" | "#!/usr/bin/sh") . "$0.before-taskdaemon" ;;
    *) exec "$0.before-taskdaemon" "$@" ;;
    esac
}
if [ -x "$0.before-taskdaemon" ]; then
    (taskdaemon_before "$@") || exit
fi
[ -x "$taskdaemon" ] || exit 0
"$taskdaemon" hooks check @HOOK@ --hook "$0"
# 1 is a refusal; that something else is wrong with the program keeps nobody from working.
[ $? -ne 1 ]

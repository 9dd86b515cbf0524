#!/bin/bash
absent() { [ -e "$1" ] && echo "sees $1" || echo "no $2"; }
{
    echo "$(id -u) $(cat /course/common/student/hint)"
    absent /task/run "run file"
    absent /course/common/secret secret
    absent /sockets sockets
    absent /.__output feedback
} | paste -sd ';' | sed 's/;/; /g'

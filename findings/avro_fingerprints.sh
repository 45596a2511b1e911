#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# avro_fingerprints.sh - is the CRC-64-AVRO fingerprint of a schema one number, whichever Avro library computes it?
#
# Input: two records of one field, a long, and the same long with the logical type timestamp-micros.
# Guess before: yes. The fingerprint tells a reader of single-object messages which schema wrote them, so the specification
# defines the canonical form that it is computed of, and strips a logical type from it: both records have the same one.
# Seen (fastavro 1.13.1, Avro 1.12.2 for Java and for Python, apache-avro 0.22.0 for Rust, twmb/avro 1.9.1, goavro 2.15.0 and
# hamba/avro 2.31.0 for Go): for the plain long yes. With the logical type there are three numbers. Java, fastavro and twmb
# strip it; Python, Rust and goavro strip it and keep the braces around it, {"type":"long"}; hamba keeps it all. So a message
# that Python wrote is of an unknown schema to Java, and the other way round, although the record behind the head is the same
# to the byte.
# So a reader knows each schema by all three, and a page for those who read one's messages prints them.
#
# Needs python3, go, cargo, a JDK and mvn. Exits 0 while it behaves so, 1 when that has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for type in plain:'"long"' logical:'{"type": "long", "logicalType": "timestamp-micros"}'; do
        echo '{"type": "record", "name": "R", "fields": [{"name": "at", "type": '"${type#*:}"'}]}' >"${type%%:*}.avsc"
done

python3 -m venv venv
venv/bin/pip install --quiet fastavro==1.13.1 avro==1.12.2
cat >print.py <<'PYTHON'
import avro.schema, fastavro.schema

for name in "plain", "logical":
    form = fastavro.schema.to_parsing_canonical_form(fastavro.schema.load_schema(name + ".avsc"))
    print("fastavro", name, fastavro.schema.fingerprint(form, "CRC-64-AVRO"))
    print("python", name, avro.schema.parse(open(name + ".avsc").read()).fingerprint("CRC-64-AVRO").hex())
PYTHON

cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>t</groupId><artifactId>t</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.avro</groupId><artifactId>avro</artifactId><version>1.12.2</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B dependency:copy-dependencies -DoutputDirectory=libs >log 2>&1 || { cat log >&2 && exit 1; }
cat >Print.java <<'JAVA'
import java.io.File;
import java.util.HexFormat;
import org.apache.avro.*;

class Print {
    public static void main(String[] args) throws Exception {
        for (String name : new String[] {"plain", "logical"}) {
            Schema schema = new Schema.Parser().parse(new File(name + ".avsc"));
            byte[] number = SchemaNormalization.parsingFingerprint("CRC-64-AVRO", schema);
            System.out.println("java " + name + " " + HexFormat.of().formatHex(number));
        }
    }
}
JAVA

cat >go.mod <<<$'module print\n\ngo 1.24'
go get github.com/twmb/avro@v1.9.1 github.com/linkedin/goavro/v2@v2.15.0 github.com/hamba/avro/v2@v2.31.0 2>log || { cat log >&2 && exit 1; }
cat >print.go <<'GO'
package main

import (
	"encoding/binary"
	"fmt"
	"os"

	hamba "github.com/hamba/avro/v2"
	"github.com/hamba/avro/v2/soe"
	"github.com/linkedin/goavro/v2"
	twmb "github.com/twmb/avro"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func main() {
	for _, name := range []string{"plain", "logical"} {
		text := string(must(os.ReadFile(name + ".avsc")))
		number := twmb.NewRabin()
		number.Write(must(twmb.Parse(text)).Canonical())
		fmt.Printf("twmb %s %x\n", name, binary.LittleEndian.AppendUint64(nil, number.Sum64()))
		fmt.Printf("goavro %s %x\n", name, binary.LittleEndian.AppendUint64(nil, must(goavro.NewCodec(text)).Rabin))
		cache := &hamba.SchemaCache{}
		fmt.Printf("hamba %s %x\n", name, must(soe.ComputeFingerprint(must(hamba.ParseWithCache(text, "", cache)))))
	}
}
GO

mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "print"
version = "0.0.0"
edition = "2021"
[dependencies]
apache-avro = "=0.22.0"
TOML
cat >src/main.rs <<'RUST'
use apache_avro::{rabin::Rabin, Schema};

fn main() {
    for name in ["plain", "logical"] {
        let schema = Schema::parse_str(&std::fs::read_to_string(format!("{name}.avsc")).unwrap()).unwrap();
        println!("rust {name} {}", schema.fingerprint::<Rabin>());
    }
}
RUST

{ venv/bin/python print.py && java -cp 'libs/*' Print.java && go run . && cargo run --quiet; } >unsorted
seen=$(LC_ALL=C sort -k 2,2r -k 3 -k 1,1 unsorted)
echo "$seen"
[[ $seen == 'fastavro plain 6c0bd53cce34e207
goavro plain 6c0bd53cce34e207
hamba plain 6c0bd53cce34e207
java plain 6c0bd53cce34e207
python plain 6c0bd53cce34e207
rust plain 6c0bd53cce34e207
twmb plain 6c0bd53cce34e207
hamba logical 32f6f41cafcf2999
goavro logical 5312ab1e52ef69c9
python logical 5312ab1e52ef69c9
rust logical 5312ab1e52ef69c9
fastavro logical 6c0bd53cce34e207
java logical 6c0bd53cce34e207
twmb logical 6c0bd53cce34e207' ]]

# SPDX-License-Identifier: Apache-2.0
"""metrics_listed [ROOT] - every metric that the sources declare, as the tables of docs/metrics.md; `style` compares."""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2])
DECLARED = re.compile(
    r'"((?:hentra|process)_[a-z0-9_]+)",\s*(?:\.help\s*=\s*)?((?:"(?:[^"\\]|\\.)*"\s*)+)(?:,([^;{}]*))?\}')
ROOMS = {"load": "Loaders", "alert": "Alerters", "producer": "Every producer", "store": "Producers with a store",
         "spool": "Spools", "outbox": "Outboxes", "gateway": "Gateways", "dashboard": "Dashboards", "process": "Every service: its process"}
OTHERS = "Every service"


def declared():
    for room in ("core", "producers", "consumers"):
        for path in sorted((ROOT / room).glob("**/*.c")):
            for name, text, rest in DECLARED.findall(path.read_text(encoding="utf-8")):
                if " " not in text:
                    continue  # names of channels
                label = re.search(r'\.label = "([a-z]+)"', rest)
                kind = "histogram" if ".bound" in rest else "counter" if name.endswith("_total") else "gauge"
                yield name, kind, label[1] if label else "", "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text))


def room_of(name):
    words = name.split("_")
    return ROOMS.get(words[0] if words[0] == "process" else words[1], OTHERS)


metrics = sorted(declared())
for title in [*ROOMS.values(), OTHERS]:
    rows = [m for m in metrics if room_of(m[0]) == title]
    if not rows:
        continue
    print(f"\n### {title}\n\n| metric | kind | label | meaning |\n|---|---|---|---|")
    for name, kind, label, text in rows:
        print(f"| `{name}` | {kind} | {label} | {text.rstrip('.')} |")

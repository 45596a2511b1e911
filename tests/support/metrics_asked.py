# SPDX-License-Identifier: Apache-2.0
"""metrics_asked ROOT - the metrics that the rules for Prometheus and the dashboard for Grafana ask for, one a line, sorted.

A histogram is asked for by its parts; its name is that of the whole. What a rule makes (ALERTS) is no metric."""
import json
import re
import sys

root = sys.argv[1]
asked = []
for line in open(f"{root}/docker/prometheus/hentra.rules.yaml", encoding="utf-8"):
    if line.strip().startswith("expr:"):
        asked.append(line.split("expr:", 1)[1])


def walk(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("expr", "query") and isinstance(value, str):
                asked.append(value)
            walk(value)
    elif isinstance(node, list):
        for value in node:
            walk(value)


with open(f"{root}/docker/grafana/hentra.json", encoding="utf-8") as f:
    walk(json.load(f))
names = set()
for expr in asked:
    expr = re.sub(r"\{[^}]*\}|\[[^]]*\]|\"[^\"]*\"", "", expr)
    for name in re.findall(r"\b(?:hentra_[a-z0-9_]+|process_[a-z_]+|up)\b", expr):
        names.add(re.sub(r"_(bucket|sum|count)$", "", name))
print("\n".join(sorted(names)))

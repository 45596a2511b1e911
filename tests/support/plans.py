#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""plans - what queries read, by the plans that auto_explain wrote into a server's log (JSON, from standard input).

Of each log one line: the pages that its queries read, and how they reached the tables with facts ("alone": by an index without its table). With --strict it fails
where such a table is read but not by an index: all rows of it, or all entries of an index that is no partial one. It is meant for a database where
enable_seqscan is off: what the planner still reads like that has no index, whatever the size of the table."""
import argparse
import json
import re
import sys

FACTS = ('dossier', 'flow_day', 'flow_half_month', 'flow_form06', 'flow_form06_field', 'alert', 'alert_transition')


def plans(text):
    """Queries with their plans; lines that belong to one entry begin with a tab."""
    entry = None
    for line in text.splitlines():
        if entry is not None and line.startswith('\t'):
            entry.append(line[1:])
            continue
        if entry is not None:
            yield json.loads('\n'.join(entry))
        entry = [] if re.search(r'duration: [0-9.]+ ms  plan:$', line) else None
    if entry is not None:
        yield json.loads('\n'.join(entry))


def nodes(plan, depth=0):
    yield plan
    for child in plan.get('Plans', ()):
        yield from nodes(child, depth + 1)


def whole(node, partial):
    """How this node reads all of a table, or nothing."""
    kind = node['Node Type']
    if kind == 'Seq Scan':
        return f"all of {node['Relation Name']}"
    if kind in ('Index Scan', 'Index Only Scan') and 'Index Cond' not in node and node['Index Name'] not in partial:
        return f"all of the index {node['Index Name']}"
    return None


def main():
    o = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    o.add_argument('--name', default='', help='at the beginning of the line')
    o.add_argument('--strict', action='store_true', help='fail where a table with facts is read without an index')
    o.add_argument('--partial', default='', help='partial indexes and such for order, which may be read whole; with commas')
    o.add_argument('--rows', default='', help='TABLE=ROWS, with commas: with --strict more than half of them are not read to be thrown away, either')
    o.add_argument('--query', action='store_true', help='the first words of each query, too')
    args = o.parse_args()
    rows = {table: float(n) for table, n in (pair.split('=') for pair in args.rows.split(',') if pair)}
    partial = args.partial.split(',')
    pages = 0
    ways, faults = {}, set()
    for one in plans(sys.stdin.read()):
        top = one['Plan']
        pages += top.get('Shared Hit Blocks', 0) + top.get('Shared Read Blocks', 0)
        if args.query:
            print('   ', ' '.join(one['Query Text'].split())[:120])
        for node in nodes(top):
            if node.get('Node Type', '').startswith('Bitmap Index'):
                ways[node['Index Name']] = ways.get(node['Index Name'], 0) + node.get('Actual Loops', 1)
            if node.get('Relation Name') not in FACTS or not node.get('Actual Loops', 1):
                continue
            way = node.get('Index Name', f"{node['Node Type']} of {node['Relation Name']}")
            if node['Node Type'] == 'Index Only Scan':
                way += ' alone'
            ways[way] = ways.get(way, 0) + int(node.get('Actual Rows', 0) * node.get('Actual Loops', 1))
            if whole(node, partial):
                faults.add(whole(node, partial))
            thrown = sum(n for key, n in node.items() if key.startswith('Rows Removed')) * node.get('Actual Loops', 1)
            if thrown > rows.get(node['Relation Name'], float('inf')) / 2:
                faults.add(f"{thrown} rows of {node['Relation Name']} only to throw them away")
    print(args.name, f'{pages} pages', ', '.join(f'{way} {rows}' for way, rows in sorted(ways.items())) or '-')
    for fault in sorted(faults):
        print('    reads', fault)
    return 1 if args.strict and faults else 0


sys.exit(main())

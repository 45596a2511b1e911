#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""foresight.py - the chance of open dossiers to be late, reckoned a second time, by the definitions of
consumers/foresight/estimate.h and without its code: no sweep, no shared points, fractions in place of billionths.

Reads two files of values separated by '|': lifetimes (case kind, field, procedure, term, agency, from, to, ended, waits) and
questions (the same five, elapsed, left, chance, alike_by as 0 to 4). With the k of each grain it prints how many
questions it answered, how many have another group, and the greatest relative difference of a chance."""
import sys
from fractions import Fraction

K_MOST = 1000000
INFINITY = float("inf")


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [line.rstrip("\n").split("|") for line in lines]


def group(key, grain):
    """The key of the group of this grain: everything below it is left out."""
    return (grain,) + tuple(key[: grain + 1])


def hazards(lifetimes, parent, k):
    """Minute -> share of those open in it that end in it, shrunk to the parent's."""
    out = {}
    minutes = {to for _, to, _, _ in lifetimes} | set(parent or ())
    for minute in minutes:
        opened = sum(1 for came, to, _, _ in lifetimes if came <= minute <= to)
        ended = sum(1 for _, to, end, _ in lifetimes if end and to == minute)
        if parent is None:
            out[minute] = Fraction(ended, opened + 1)
        elif opened + k > 0:
            out[minute] = (ended + k * parent.get(minute, Fraction(0))) / (opened + k)
    return {minute: float(h) for minute, h in out.items() if h > 0}


def share(curve, elapsed, until):
    product = 1.0
    for minute, h in curve.items():
        if elapsed < minute <= until:
            product *= 1 - h
    return product


def known(lifetimes):
    """The minute by which half of those that would still be open were lost sight of. What waits was not, and at which age
    a dossier came in does not matter."""
    in_sight = 1.0
    for minute in sorted({to for _, to, end, waits in lifetimes if not end and not waits}):
        opened = sum(1 for _, to, end, _ in lifetimes if to > minute or to == minute and not end)
        lost = sum(1 for _, to, end, waits in lifetimes if not end and not waits and to == minute)
        in_sight *= 1 - lost / opened
        if in_sight < 0.5:
            return minute
    return INFINITY


def main():
    lifetimes, questions, ks = read(sys.argv[1]), read(sys.argv[2]), [float(k) for k in sys.argv[3:]]
    of_group = {}
    for *key, came, to, ended, waits in lifetimes:
        for grain in range(5):
            of_group.setdefault(group(key, grain), []).append((int(came), int(to), ended == "t", waits == "t"))
    curves = {}

    def curve_of(key, grain):
        """The curve of a group, the grain that it is of, and up to when it is known: its own, or that of the nearest one above."""
        name = group(key, grain)
        if name not in curves:
            mine = of_group.get(name, [])
            if grain == 0:
                curves[name] = (hazards(mine, None, 0), 0, known(mine), len(mine)) if mine else None
            else:
                above = curve_of(key, grain - 1)
                whole = of_group.get(group(key, grain - 1), [])
                if len(mine) >= ks[grain - 1] and 0 < len(mine) < len(whole):
                    # An agency is known as far as its term is: by the term's own curve, or one of as many dossiers, which are the same.
                    inherited = above[2] if grain == 4 and above[3] == len(whole) else 0
                    curves[name] = (hazards(mine, above[0], Fraction(ks[grain - 1])), grain, max(known(mine), inherited), len(mine))
                else:
                    curves[name] = above
        return curves[name]

    answered = other = 0
    worst = 0.0
    for *key, elapsed, left, chance, grain in questions:
        curve, of, limit, _ = curve_of(key, 4)
        if of != int(grain):
            other += 1
            continue
        elapsed, left = int(elapsed), int(left)
        if elapsed + left > limit:
            other += chance != ""
            continue
        if chance == "":
            other += 1
            continue
        mine = share(curve, elapsed, elapsed + left)
        answered += 1
        worst = max(worst, abs(float(chance) - mine) / mine)
    print(answered, other, f"{worst:.3f}")


if __name__ == "__main__":
    main()

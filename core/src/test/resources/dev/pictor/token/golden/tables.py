#!/usr/bin/env python3
"""Write the tables that `dev.pictor.token` reads: python tables.py OUT

mojibake.json      sets of characters, the sequences of them that a sane text does not have, and eight-bit code pages:
                   the data of ftfy 6.3.1, asked of its own expressions, so that none is copied by hand
html-entities.tsv  names of the HTML standard's character references and what they stand for, from Python's html.entities

Needs ftfy 6.3.1. Checks its own sequences against ftfy's expression on random strings and stops when they differ.
"""
import html.entities
import json
import random
import re
import sys
from pathlib import Path

from ftfy import badness, chardata

ALL = [chr(c) for c in range(0x10000) if not 0xD800 <= c <= 0xDFFF]

# A sequence is a list of sets, separated by blanks: `{name}` is a named set, any other character itself.
SEQUENCES = """
{c1}
{bad}{lower_accented}{upper_accented}{box}{start_punctuation}{end_punctuation}{currency}{numeric}{law} {bad}
{latin} {lower_common}{upper_common} {bad}
{bad} {lower_accented}{upper_accented}{box}{start_punctuation}{end_punctuation}{currency}{numeric}{law}
{lower_accented}{lower_common}{box}{end_punctuation}{currency}{numeric} {upper_accented}
{box}{end_punctuation}{currency}{numeric} {lower_accented}
{lower_accented}{box}{end_punctuation} {currency}
{white} {upper_accented} {currency}
{upper_accented}{box} {numeric}{law}
{lower_accented}{upper_accented}{box}{currency}{end_punctuation} {start_punctuation} {numeric}
{lower_accented}{upper_accented}{currency}{numeric}{box}{law} {end_punctuation} {start_punctuation}
{currency}{numeric}{box} {start_punctuation}
{latin_lower} {upper_accented} {start_punctuation}{currency}
{box} {kaomoji}
{lower_accented}{upper_accented}{currency}{numeric}{start_punctuation}{end_punctuation}{law} {box}
{box} {end_punctuation}
{lower_accented}{upper_accented} {start_punctuation}{end_punctuation} {word}
\u0152\u0153 {not_latin}
{upper_accented} \u00b0
\u00c2\u00c3\u00ce\u00d0 \u20ac\u0153\u0160\u0161\u00a2\u00a3\u0178\u017e\u00a0\u00ad\u00ae\u00a9\u00b0\u00b7\u00bb{start_punctuation}{end_punctuation}\u2013\u2014\u00b4
\u00d7 \u00b2\u00b3
\u00d8\u00d9 {common}{currency}{bad}{numeric}{start_punctuation}\u0178\u0160\u00ae\u00b0\u00b5\u00bb \u00d8\u00d9 {common}{currency}{bad}{numeric}{start_punctuation}\u0178\u0160\u00ae\u00b0\u00b5\u00bb
\u00e0 \u00b2\u00b5\u00b9\u00bc\u00bd\u00be
\u221a \u00b1\u2202\u2020\u2260\u00ae\u2122\u00b4\u2264\u2265\u00a5\u00b5\u00f8
\u2248 \u00b0\u00a2
\u201a \u00c4 \u00ec\u00ee\u00ef\u00f2\u00f4\u00f5\u00fa\u00f9\u00fb\u2020\u00b0\u00a2\u03c0
\u201a \u00e2\u00f3 \u00e0\u00e4\u00b0\u00ea
\u0432 \u0402
\u0412\u0413\u0420\u0421 {c1}{bad}{start_punctuation}{end_punctuation}{currency}\u00b0\u00b5 \u0412\u0413\u0420\u0421
\u0413 \u045e \u0412 \u0402 \u0412 {not_line_feed} {latin}{blank}
\u00c3 \u00a0\u00a1
{latin_lower} \u00c3\u00c2 {blank}
{latin_lower} {white} \u00c3\u00c2 {blank}
{start} \u00c3\u00c2 {blank}
{latin_lower}.,?!{end_punctuation} \u00c2 {blank}{start_punctuation}{end_punctuation}
\u03b2 \u20ac \u2122\u00a0\u0386\u00ad\u00ae\u00b0
\u0392\u0393\u039e\u039f {c1}{bad}{start_punctuation}{end_punctuation}{currency}\u00b0 \u0392\u0393\u039e\u039f
\u0101 \u20ac
"""


def members(charset):
    return "".join(c for c in ALL if re.match(f"[{charset}]", c))


def sets():
    named = {name: members(charset) for name, charset in badness.MOJIBAKE_CATEGORIES.items()}
    named["latin_lower"] = members("a-z")
    named["latin"] = members("a-zA-Z")
    named["blank"] = " "
    return named


def sequences():
    return [line for line in SEQUENCES.strip().split("\n")]


def as_expression(named):
    """The sequences as one regular expression, to compare with ftfy's."""
    classes = {"white": r"\s", "word": r"\w", "not_latin": r"[^a-zA-Z]", "not_line_feed": ".", "start": "^"}

    def piece(token):
        if token[1:-1] in classes:
            return classes[token[1:-1]]
        chars = re.sub(r"\{(\w+)\}", lambda m: named[m.group(1)], token)
        return "[" + "".join(re.escape(c) for c in dict.fromkeys(chars)) + "]"
    return re.compile("|".join("".join(piece(t) for t in line.split(" ")) for line in sequences()))


def check(named):
    ours, rng = as_expression(named), random.Random(5)
    pool = "".join(dict.fromkeys("".join(named.values()) + "\n\t 09_\u4e2d\u3000\U0001d49c"))
    few = "\u00c2\u00c3 a\u0152\u0153\u0413\u045e\u0412\u0402\u201a\u00c4\u00e2\u00f3\u00e0\u20ac\u03b2\u0101\u00d8\u00d9\u0432.\n\u221a\u2248\u00b0"
    bad = 0
    for i in range(300_000):
        text = "".join(rng.choice(pool if i % 2 else few) for _ in range(rng.randint(1, 4 if i % 3 else 9)))
        theirs = badness.is_bad(text)
        bad += theirs
        if bool(ours.search(text)) != theirs:
            sys.exit(f"differs from ftfy: {text!r}")
    print(f"300000 strings, {bad} of them bad, all judged as ftfy does")


def code_pages():
    return {name: bytes(range(0x80, 0x100)).decode(name) for name in chardata.CHARMAP_ENCODINGS}


def clues():
    return {name: members_verbose(charset) for name, charset in chardata.UTF8_CLUES.items()}


def members_verbose(charset):
    return "".join(c for c in ALL if re.match(f"[{charset}]", c, re.VERBOSE))


def main(out):
    named = sets()
    check(named)
    pages = [{"name": n, "upper": t, "sloppy": n.startswith("sloppy")} for n, t in code_pages().items()]
    table = {
        "origin": "ftfy 6.3.1, Copyright 2023 Robyn Speer, Apache-2.0; in the form that tables.py gives it",
        "sets": named, "sequences": sequences(), "clues": clues(), "codePages": pages}
    (out / "mojibake.json").write_text(json.dumps(table, indent=1) + "\n", encoding="ascii")
    lines = (f"{n}\t{' '.join(format(ord(c), 'x') for c in t)}" for n, t in sorted(html.entities.html5.items()))
    (out / "html-entities.tsv").write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

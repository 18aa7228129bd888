#!/usr/bin/env python3
"""Write texts and what the references make of them: python cleaning.py OUT.jsonl COUNT [SEED]

Each line has `text`, `repaired` (ftfy, HTML unescaped twice, white space collapsed), `clip` (that in lower case), `siglip`
(lower case as Hugging Face's tokenizers do it) and `words` (cn_clip's BasicTokenizer, joined with blanks).

Needs ftfy 6.3.1, tokenizers, six, and cn_clip/clip of cn_clip 1.6.0 in PYTHONPATH.
"""
import html
import json
import random
import sys
import unicodedata

import ftfy
from bert_tokenizer import BasicTokenizer
from tokenizers import normalizers

CODECS = ["latin-1", "sloppy-windows-1252", "sloppy-windows-1251", "sloppy-windows-1250", "sloppy-windows-1253",
          "sloppy-windows-1254", "sloppy-windows-1257", "iso-8859-2", "macroman", "cp437"]
SEEDS = [
    "a photo of a dog", "Caf\u00e9 \u00e0 la carte", "l\u2019humanit\u00e9 \u2013 d\u00e9j\u00e0 vu\u2026", "\u201cHello\u201d \u2018world\u2019", "\u00c0 quel point, \u00e0s vezes",
    "\u041c\u043e\u0441\u043a\u0432\u0430 \u0438 \u041f\u0435\u0442\u0435\u0440", "\u039f\u0394\u039f\u03a3 \u03a3\u0391\u03a3 \u0391\u03a3'\u0391", "\u4e00\u53ea\u7ea2\u8272\u7684\u732b", "\u3053\u3093\u306b\u3061\u306f \uff76\uff80\uff76\uff85 \uff21\uff22\uff23", "\ud55c\uad6d\uc5b4",
    "\U0001f600 smile \U0001f468\u200d\U0001f469", "\u017elu\u0165ou\u010dk\u00fd k\u016f\u0148", "\u0130stanbul I\u0131", "\u0e20\u0e32\u0e29\u0e32", "\u0627\u0644\u0633\u0644\u0627\u0645", "\u20ac 5 \u00a3 7 \u00b0C \u00bd", "\ufb01sh \ufb03 \u0149 \u01c4",
    "\u2502\u250c\u2500 \u2588", "x\u00b2 \u2122 \u00ae", "\u05e9\u05dc\u05d5\u05dd", "e\u0301 a\u030a", "\u0105\u0119 \u0142\u00f3d\u017a \u0100\u0113", "\u0938\u094d\u0924\u0947",
]
SPICE = ["&amp;", "&amp;amp;", "&lt;b&gt;", "<", "&copy", "&NTILDE;", "&eacute;", "&notit;", "&#x41;", "&#233", "&#0;", "&#150;", "&#59;", "&#xD83D;", "&#1;",
         "&acE;", "&Aacute", "&hellip;", "&#128512;", "&nosuch;", "&", ";", "\r\n", "\r", "\n", "\t", "\u2028", "\u0085", "\u00a0", "\u3000", "\x1b[31m", "\x1b[0m",
         "\x00", "\x07", "\x1a", "\x1c", "\x7f", "\ufeff", "\ufff9", "\ufffd", "?", "\u200b", "\u00ad", "\u0091", "\u0096", "\ue000", "\u0378", "\U00020000", "\U0002b830", "[CLS]", "'\u017f",
         " ", "  ", "_", "-", "\u2019", "\u201d", "\u00c3 ", "\u00e2\u20ac", "\u00c2 ", "\ud83d", "\udc00", "\u0387", "\u00b7", "\u02b0"]


def mojibake(rng, text):
    """UTF-8 read in a code page, now and then twice, losing bytes as real programs do."""
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        data = bytearray(text.encode("utf-8", "surrogatepass"))
        if rng.random() < .15:
            data = data.replace(b"\xa0", b" ")
        text = data.decode(rng.choice(CODECS if rng.random() < .7 else CODECS[:2]))
        if rng.random() < .1:
            i = rng.randrange(len(text))
            text = text[:i] + rng.choice("\ufffd? ") + text[i + 1:]
    return text


def cesu8(rng, text):
    """As Java's modified UTF-8, read in a code page: each half of a pair by itself, null as two bytes."""
    units = text.encode("utf-16-be", "surrogatepass")
    halves = "".join(chr(units[i] << 8 | units[i + 1]) for i in range(0, len(units), 2))
    return halves.encode("utf-8", "surrogatepass").replace(b"\0", b"\xc0\x80").decode(rng.choice(CODECS[:2]))


def random_char(rng):
    kind = rng.random()
    if kind < .3:
        return chr(rng.randrange(0x20, 0x7f))
    if kind < .6:
        return chr(rng.randrange(0xa0, 0x250))
    if kind < .7:
        return bytes([rng.randrange(0x80, 0x100)]).decode(rng.choice(CODECS))
    if kind < .8:
        return rng.choice(SPICE)
    if kind < .9:
        return chr(rng.randrange(0x370, 0x530))
    char = chr(rng.choice([rng.randrange(0x530, 0xd800), rng.randrange(0xe000, 0x10000), rng.randrange(0x10000, 0x11000),
                           rng.randrange(0x1f300, 0x1f700)]))
    # what this Python does not know yet, a newer Java may
    return char if unicodedata.category(char) != "Cn" else random_char(rng)


def make(rng):
    kind = rng.randrange(8)
    parts = []
    for _ in range(rng.randint(1, 4)):
        part = rng.choice(SEEDS)
        if rng.random() < .5:
            i, j = sorted(rng.randrange(len(part) + 1) for _ in range(2))
            part = part[i:j] or part
        if kind in (0, 1, 2) or (kind == 3 and rng.random() < .5):
            part = mojibake(rng, part) if rng.random() < .9 else cesu8(rng, part)
        if kind in (2, 4, 5):
            part += rng.choice(SPICE)
        if kind == 6:
            part = "".join(random_char(rng) for _ in range(rng.randint(1, 12)))
        if kind == 7:
            part = "".join(rng.choice(SPICE) for _ in range(rng.randint(1, 6)))
        parts.append(part)
    return rng.choice(["", " ", " "]).join(parts)


def repaired(text):
    return " ".join(html.unescape(html.unescape(ftfy.fix_text(text))).strip().split())


def main(out, count, seed):
    rng, bert, lower, seen = random.Random(seed), BasicTokenizer(), normalizers.Lowercase(), set()
    with open(out, "w", encoding="ascii") as f:
        while len(seen) < count:
            text = make(rng)
            # Java's strings cannot hold two halves beside each other that are no pair
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
            if text in seen:
                continue
            seen.add(text)
            fixed = repaired(text)
            row = {"text": text, "repaired": fixed, "clip": fixed.lower(), "words": " ".join(bert.tokenize(text))}
            if not any(0xd800 <= ord(c) < 0xe000 for c in text):
                row["siglip"] = lower.normalize_str(text)
            f.write(json.dumps(row, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)

#!/usr/bin/env python3
"""Fills the corpus of every fuzz target with the scripts of the tests and the examples of the language reference."""

import hashlib
import pathlib
import re

root = pathlib.Path(__file__).resolve().parent.parent
texts = [p.read_bytes() for p in sorted((root / "tests").rglob("*.as"))]
for page in sorted((root / "docs" / "reference").glob("*.md")):
    for line in page.read_text().splitlines():
        if line.startswith("- **"):
            for example in re.findall(r"`([^`]{12,})`", line):
                example = example.replace("⏎", "\n")
                if example.startswith("{"):
                    example = "void main() " + example
                texts.append(example.encode())
for target in ("lexer", "parser", "compile", "run"):
    corpus = root / "fuzz" / "corpus" / target
    corpus.mkdir(parents=True, exist_ok=True)
    for text in texts:
        (corpus / hashlib.sha1(text).hexdigest()).write_bytes(text)
corpus = root / "fuzz" / "corpus" / "load"
corpus.mkdir(parents=True, exist_ok=True)
for text in texts:
    # The seed of the changes stands before the source.
    data = hashlib.sha1(text).digest()[:8] + text
    (corpus / hashlib.sha1(data).hexdigest()).write_bytes(data)
print(f"{len(texts)} texts")

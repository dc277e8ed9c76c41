#!/usr/bin/env python3
"""Remakes the subset fonts of this theme from the package of Fontsource.

    npm pack @fontsource-variable/recursive
    for f in *.tgz; do mkdir -p pkg/${f%.tgz}; tar xzf $f -C pkg/${f%.tgz} --strip-components=1; done
    pip install fonttools brotli
    python fonts.py pkg ../assets/fonts

Recursive with its monospaced axis at the end and half of its casual one: friendly, and no less legible.
The italic is its cursive.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "base", "scripts"))
from subset import Face, main

RECURSIVE = "recursive-{set}-full-normal.woff2"
FACES = [
    Face("Terminal Mono", "recursive", RECURSIVE,
         {"MONO": 1, "CASL": 0.5, "slnt": 0, "CRSV": 0.5, "wght": (300, 800)}, "mono"),
    Face("Terminal Mono Italic", "recursive", RECURSIVE,
         {"MONO": 1, "CASL": 0.5, "slnt": -15, "CRSV": 1, "wght": (300, 800)}, "mono"),
]

if __name__ == "__main__":
    main(FACES, __doc__)

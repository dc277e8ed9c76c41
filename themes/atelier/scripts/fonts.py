#!/usr/bin/env python3
"""Remakes the subset fonts of this theme from the packages of Fontsource.

    npm pack @fontsource-variable/newsreader @fontsource-variable/source-sans-3 \\
             @fontsource-variable/source-code-pro
    for f in *.tgz; do mkdir -p pkg/${f%.tgz}; tar xzf $f -C pkg/${f%.tgz} --strip-components=1; done
    pip install fonttools brotli
    python fonts.py pkg ../assets/fonts

"Source" is a reserved font name of Adobe, which a changed font must not carry; so its subsets are
called Atelier Sans and Atelier Mono.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "base", "scripts"))
from subset import Face, main

FACES = [
    Face("Newsreader", "newsreader", "newsreader-{set}-opsz-normal.woff2", {"wght": (400, 600), "opsz": 44}, "serif"),
    Face("Atelier Sans", "source-sans-3", "source-sans-3-{set}-wght-normal.woff2", {"wght": (400, 700)}, "sans"),
    Face("Atelier Sans Italic", "source-sans-3", "source-sans-3-{set}-wght-italic.woff2", {"wght": (400, 700)}, "sans"),
    Face("Atelier Mono", "source-code-pro", "source-code-pro-{set}-wght-normal.woff2", {"wght": (400, 700)}, "mono"),
]

if __name__ == "__main__":
    main(FACES, __doc__)

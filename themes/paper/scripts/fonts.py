#!/usr/bin/env python3
"""Remakes the subset fonts of this theme: EB Garamond from PyPI, since it has small capitals and old-style
figures there, which web packages leave out; Source Code Pro from the package of Fontsource.

    pip download --no-deps fontpkg-eb-garamond
    npm pack @fontsource-variable/source-code-pro
    for f in *.whl; do mkdir -p pkg/${f%.whl}; unzip -qo $f -d pkg/${f%.whl}; done
    for f in *.tgz; do mkdir -p pkg/${f%.tgz}; tar xzf $f -C pkg/${f%.tgz} --strip-components=1; done
    pip install fonttools brotli
    python fonts.py pkg ../assets/fonts

"Source" is a reserved font name of Adobe, which a changed font must not carry; so that subset is called Paper Mono.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "base", "scripts"))
from subset import Face, main

SERIF = ("smcp", "c2sc", "onum", "lnum", "case", "sups")
FACES = [
    Face("Paper Serif", "fontpkg_eb_garamond", "EBGaramond[[]wght[]].ttf", {"wght": (400, 700)}, "serif", SERIF),
    Face("Paper Serif Italic", "fontpkg_eb_garamond", "EBGaramond-Italic[[]wght[]].ttf", {"wght": (400, 700)}, "serif", SERIF),
    Face("Paper Mono", "source-code-pro", "source-code-pro-{set}-wght-normal.woff2", {"wght": (400, 700)}, "mono"),
]

if __name__ == "__main__":
    main(FACES, __doc__)

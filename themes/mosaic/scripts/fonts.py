#!/usr/bin/env python3
"""Remakes the subset fonts of this theme from the packages of Fontsource.

    npm pack @fontsource-variable/bricolage-grotesque @fontsource-variable/spline-sans-mono
    for f in *.tgz; do mkdir -p pkg/${f%.tgz}; tar xzf $f -C pkg/${f%.tgz} --strip-components=1; done
    pip install fonttools brotli
    python fonts.py pkg ../assets/fonts

One family with two cuts: the optical size for display, narrowed, and the one for text.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "base", "scripts"))
from subset import Face, main

GROTESQUE = "bricolage-grotesque-{set}-standard-normal.woff2"
FACES = [
    Face("Mosaic Display", "bricolage-grotesque", GROTESQUE, {"wght": (600, 800), "wdth": 87, "opsz": 60}, "sans"),
    Face("Mosaic Sans", "bricolage-grotesque", GROTESQUE, {"wght": (400, 700), "wdth": 100, "opsz": 14}, "sans"),
    Face("Mosaic Mono", "spline-sans-mono", "spline-sans-mono-{set}-wght-normal.woff2", {"wght": (400, 700)}, "mono"),
]

if __name__ == "__main__":
    main(FACES, __doc__)

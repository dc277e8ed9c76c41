"""Subsets of variable fonts for the themes; each theme's `scripts/fonts.py` names its faces and calls `main`.

Each face becomes two files: Latin, and Latin Extended-A, which a browser loads only when a page has
such a letter. Axes are cut to what the style sheet uses, and hints are dropped. A subset is a changed
font: where the licence reserves a name, the subset carries another one. `main` also prints the metrics of
the fallback faces (`size-adjust`, `ascent-override`, …) that stand in the style sheet, so that
nothing moves when the real font arrives.

Needs: pip install fonttools brotli
"""
import glob
import io
import os
import sys
from dataclasses import dataclass

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x100), 0x131, 0x152, 0x153, 0x2C6, 0x2DA, 0x2DC,
         0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E,
         0x2020, 0x2022, 0x2026, 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC,
         0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2215]
LATIN_EXT = [c for c in range(0x100, 0x180) if c not in LATIN]
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum", "pnum", "rvrn", "frac", "numr", "dnom"]
# What the fallback faces are adjusted to: Arial, Times New Roman and Courier New (Liberation has
# the same metrics), as the mean width of running English text in units of the em.
FALLBACK_WIDTH = {"sans": 0.4589, "serif": 0.4165, "mono": 0.6001}
ENGLISH = "etaoinshrdlcumwfgypbvkjxqz" \
          "eeeeeeeetttttaaaaooooiiiinnnnsssshhhrrrdddllccuumm          "


@dataclass(frozen=True)
class Face:
    """One file of a font, and what is kept of it."""
    name: str           # of the subset; " Italic" at the end makes it one
    package: str        # folder below the packages, without its version
    file: str           # pattern of the file in the package; `{set}` is latin or latin-ext
    limits: dict        # axis: (least, most) or one value
    fallback: str       # sans, serif or mono
    features: tuple = ()


def main(faces, doc):
    """Makes all faces from the packages in the first argument into the folder that is the second."""
    if len(sys.argv) != 3:
        sys.exit(doc)
    total = sum(make(face, sys.argv[1], sys.argv[2]) for face in faces)
    print(f"{total:7} total")


def make(face, package_dir, out_dir):
    total = 0
    for which, codes in (("latin", LATIN), ("latin-ext", LATIN_EXT)):
        font = TTFont(find(package_dir, face.package, face.file.format(set=which)))
        subsetter = Subsetter(Options(layout_features=[*FEATURES, *face.features], hinting=False,
                                      desubroutinize=True, notdef_outline=True))
        subsetter.populate(unicodes=codes)
        subsetter.subset(font)
        font = instantiateVariableFont(reopened(font), face.limits)
        small_capitals_of_all(font)
        font.flavor = "woff2"
        copyright_line = rename(font, face.name)
        target = os.path.join(out_dir, f"{face.name.lower().replace(' ', '-')}-{which}.woff2")
        font.save(target)
        total += os.path.getsize(target)
        print(f"{os.path.getsize(target):7} {target}")
        if which == "latin":
            metrics(face, font)
    write_licence(package_dir, face.package, copyright_line, out_dir)
    return total


def small_capitals_of_all(font):
    """Gives the forms of single languages (the German f of EB Garamond) the small capitals of the letters that they stand for.

    `locl` comes before `smcp`, so a letter that has another form in some language would else keep it among small capitals.
    """
    lookups = lambda tag: [font["GSUB"].table.LookupList.Lookup[index] for record in font["GSUB"].table.FeatureList.FeatureRecord
                           if record.FeatureTag == tag for index in record.Feature.LookupListIndex]
    singles = lambda tag: [table for lookup in lookups(tag) for table in (getattr(one, "ExtSubTable", one) for one in lookup.SubTable)
                           if hasattr(table, "mapping")]
    if "GSUB" not in font:
        return
    local = [pair for table in singles("locl") for pair in table.mapping.items()]
    for table in singles("smcp") + singles("c2sc"):
        for plain, form in local:
            # The Turkish i keeps its dot: its form is the small letter, and the plain capital would lose it.
            if plain in table.mapping and plain != "i":
                table.mapping.setdefault(form, table.mapping[plain])


def find(package_dir, package, pattern):
    found = glob.glob(os.path.join(package_dir, f"*{package}-[0-9]*", "**", pattern), recursive=True)
    if not found:
        sys.exit(f"no file {pattern} of {package} below {package_dir}")
    return found[0]


def reopened(font):
    """The instancer wants tables as a compiler leaves them, not as the subsetter does."""
    font.flavor = None
    memory = io.BytesIO()
    font.save(memory)
    memory.seek(0)
    return TTFont(memory)


def rename(font, name):
    """Gives a subset its own name, keeps the copyright line and returns it."""
    table = font["name"]
    copyright_line = table.getDebugName(0)
    table.names = [record for record in table.names if record.nameID in (0, 13, 14)]
    family = name.removesuffix(" Italic")
    style = "Italic" if name.endswith(" Italic") else "Regular"
    for name_id, text in ((1, family), (2, style), (3, f"{name} {style}, subset"), (4, f"{family} {style}"), (5, "Version 1.0"),
                          (6, f"{family.replace(' ', '')}-{style}")):
        table.setName(text, name_id, 3, 1, 0x409)
    return copyright_line


def write_licence(package_dir, package, copyright_line, out_dir):
    """The licence with the copyright line of the font itself, which the package's own copy may lack."""
    with open(find(package_dir, package, "LICENSE"), encoding="utf-8") as file:
        _, _, licence = file.read().partition("\n")
    with open(os.path.join(out_dir, f"OFL-{package.replace('_', '-').removeprefix('fontpkg-')}.txt"), "w", encoding="utf-8") as file:
        file.write(copyright_line + "\n" + licence)


def metrics(face, font):
    """Prints what a local fallback needs to take the same room."""
    em, cmap, advance = font["head"].unitsPerEm, font.getBestCmap(), font["hmtx"]
    width = sum(advance[cmap[ord(c)]][0] for c in ENGLISH) / len(ENGLISH) / em
    size = width / FALLBACK_WIDTH[face.fallback]
    head = font["hhea"]
    print(f"        size-adjust: {size:.1%}; ascent-override: {head.ascent / em / size:.1%}; "
          f"descent-override: {-head.descent / em / size:.1%}; line-gap-override: {head.lineGap / em / size:.1%}")

#!/usr/bin/env python3
"""Makes the inventories of this folder: of each documentation, the names that the site's code uses.

    apt-get download python-pandas-doc python-django-doc python-cryptography-doc python-pytest-doc
    for package in *.deb; do dpkg-deb -x "$package" doc; done
    python3 make.py doc/usr/share/doc

A site of your own does not need this: save a documentation's whole `objects.inv` under a name of your choice.
"""
import sys
import zlib
from pathlib import Path

# Name of the inventory: Debian's package, whether the published pages are folders (`page/` for `page.html`), names.
WANTED = {
    "cryptography": (
        "python-cryptography-doc",
        True,
        ["cryptography.exceptions.InvalidTag", "cryptography.hazmat.primitives.ciphers.aead.AESGCM"],
    ),
    "django": ("python-django-doc", True, ["django.http", "django.http.HttpResponse", "django.test", "django.test.Client"]),
    "pandas": ("python-pandas-doc", False, ["pandas", "pandas.DataFrame", "pandas.Series"]),
    "pytest": (
        "python-pytest-doc",
        False,
        ["pytest.approx", "pytest.fixture", "pytest.raises", "pytest.mark", "pytest.MonkeyPatch"],
    ),
}


def is_wanted(name, names):
    """The names themselves, and the members of classes among them."""
    owner, _, member = name.rpartition(".")
    is_class = owner.rpartition(".")[2][:1].isupper()
    return name in names or owner in names and is_class and not member.startswith("_")


def main(docs):
    for target, (package, folders, names) in WANTED.items():
        head, body = [], b""
        with open(Path(docs, package, "html", "objects.inv"), "rb") as file:
            head = [file.readline() for _ in range(4)]
            body = zlib.decompress(file.read())
        lines = set()
        for line in body.decode().splitlines():
            name, role, priority, address, *_ = line.split(" ")
            if role.startswith("py:") and is_wanted(name, names):
                page = address.replace("index.html#", "#").replace(".html#", "/#") if folders else address
                lines.add(f"{name} {role} {priority} {page} -\n")
        Path(__file__).with_name(f"{target}.inv").write_bytes(
            b"".join(head) + zlib.compress("".join(sorted(lines)).encode(), 9)
        )
        print(f"{target}: {len(lines)} names")


if __name__ == "__main__":
    main(*sys.argv[1:])

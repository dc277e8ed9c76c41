#!/usr/bin/env python3
"""Makes `data/python.inv`, the names of the standard library, from the inventory of its documentation.

    apt-get download python3.11-doc && dpkg-deb -x python3.11-doc_*.deb doc
    python3.11 library.py doc/usr/share/doc/python3.11/html/objects.inv ../data/python.inv

Of the inventory it keeps the names of the Python domain, and it adds what a reader looks up and the documentation has
elsewhere: inherited members under the name of each class that has them (`pathlib.Path.parent` is documented as that of
`PurePath`). Which class inherits what, the interpreter says; so it must be the documentation's version. The output is an
inventory like any other, sorted and without duplicates, the same for the same input.
"""
import importlib
import sys
import warnings
import zlib

# Gone from newer versions. Their pages are still there and say so; the entries on them are not.
REMOVED = """
    aifc asynchat asyncore audioop cgi cgitb chunk crypt distutils imghdr imp lib2to3 mailcap msilib nis nntplib
    ossaudiodev pipes smtpd sndhdr spwd sunau telnetlib uu xdrlib
""".split()
# The tests of the interpreter itself, "for internal use"; a project's own `test` is rather meant.
INTERNAL = ("test",)
CLASSES = ("class", "exception")
# Documented once for all exceptions, of which there are hundreds: `except OSError as error: error.args` is rare.
LEAVE_OUT = ("object", "BaseException", "type")


def read(path):
    """The entries of the Python domain: name -> (role, priority, address, shown name)."""
    with open(path, "rb") as file:
        head, body = [file.readline() for _ in range(4)], file.read()
    if head[0] != b"# Sphinx inventory version 2\n":
        sys.exit(f"{path} is no inventory of version 2")
    entries = {}
    for line in zlib.decompress(body).decode().splitlines():
        name, role, *rest = line.split(" ")
        if role.startswith("py:"):
            priority, address = rest[:2]
            entries.setdefault(name, (role[3:], priority, address.removesuffix("$") + name * address.endswith("$")))
    return head[2].decode().split(":")[1].strip(), entries


def thing(name):
    """What a name stands for in this interpreter, or None."""
    parts = name.split(".")
    if parts[0] in ("idlelib", "this", "antigravity", "turtledemo"):
        return None
    for count in range(len(parts) - 1, -1, -1):
        try:
            found = importlib.import_module(".".join(parts[:count]) if count else "builtins")
            for part in parts[count:]:
                found = getattr(found, part)
            return found
        except (ImportError, AttributeError):
            continue
    return None


def members(entries):
    """The documented members of each documented class."""
    found = {name: [] for name, (role, *_) in entries.items() if role in CLASSES}
    for name in entries:
        owner, _, member = name.rpartition(".")
        if owner in found and entries[name][0] not in CLASSES:
            found[owner].append(member)
    return found


def inherited(entries):
    """Members that a class has from a base, under the class's own name."""
    own = members(entries)
    classes = {name: found for name in own if isinstance(found := thing(name), type)}
    names = {}
    for name, found in classes.items():
        # The name under which a class says that it is known, else the first one.
        if found not in names or name == f"{found.__module__}.{found.__qualname__}":
            names[found] = name
    added = {}
    for name, found in classes.items():
        for base in found.__mro__[1:]:
            base_name = names.get(base)
            if base_name is None or base_name in LEAVE_OUT:
                continue
            for member in own[base_name]:
                full = f"{name}.{member}"
                if full not in entries and full not in added and hasattr(found, member):
                    added[full] = entries[f"{base_name}.{member}"]
    return added


def sets(entries):
    """What `set` and `frozenset` share is documented as the latter's, and so is what `set` alone has."""
    for name in [name for name in entries if name.startswith("frozenset.")]:
        member = name.removeprefix("frozenset.")
        entries.setdefault(f"set.{member}", entries[name])
        if not hasattr(frozenset, member):
            del entries[name]


def main(source, target):
    version, entries = read(source)
    running = "{}.{}".format(*sys.version_info)
    if version != running:
        sys.exit(f"the documentation is that of Python {version}, and this is Python {running}")
    sets(entries)
    entries = {name: entry for name, entry in entries.items() if name in REMOVED or name.split(".")[0] not in REMOVED}
    entries = {name: entry for name, entry in entries.items() if name.split(".")[0] not in INTERNAL}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        added = inherited(entries)
    documented = len(entries)
    entries |= added
    lines = []
    for name, (role, priority, address) in sorted(entries.items(), key=lambda one: one[0].encode()):
        short = address.removesuffix(name) + "$" if address.endswith("#" + name) else address
        lines.append(f"{name} py:{role} {priority} {short} -\n")
    head = f"# Sphinx inventory version 2\n# Project: Python\n# Version: {version}\n# The remainder of this file is compressed using zlib.\n"
    body = zlib.compress("".join(lines).encode(), 9)
    with open(target, "wb") as file:
        file.write(head.encode() + body)
    print(f"{documented} names, {len(added)} inherited; {len(head) + len(body)} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])

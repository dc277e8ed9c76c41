"""Runs action.yml as a runner of GitHub would, with a release that a server on loopback hands out.

    python packaging/test_action.py PROGRAM ARCHIVE FOLDER

Steps that run a script are run, with expressions worked out; steps that use another action are noted with what they are given.
ARCHIVE is what `packaging/release pack` made of PROGRAM for Linux on x86-64. The second half reads action.yml, the workflows and
the documentation: commits for all actions, the same everywhere, and no input that is used without being declared or not described.
"""

import functools
import hashlib
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.S)


def evaluate(expression: str, values: dict) -> object:
    """An expression of a workflow: names, texts, comparisons, `&&`, `||` and `format`."""
    words = re.findall(r"'[^']*'|[a-zA-Z_][\w.-]*|&&|\|\||==|!=|[(),]", expression)
    assert "".join(words) == re.sub(r"\s+(?=(?:[^']*'[^']*')*[^']*$)", "", expression), f"cannot read {expression}"
    python = []
    for word in words:
        if word in ("&&", "||"):
            python.append({"&&": "and", "||": "or"}[word])
        elif word == "format" or word[0] in "'(),=!":
            python.append(word)
        else:
            python.append(f"lookup({word!r})")

    def lookup(name: str) -> str:
        assert name in values or name.startswith(("steps.", "github.")), f"{name} is nothing that a runner knows"
        return values.get(name, "")

    return eval(" ".join(python), {"__builtins__": {}, "lookup": lookup, "format": lambda text, *rest: text.format(*rest)})


def filled(text: str, values: dict) -> str:
    return EXPRESSION.sub(lambda found: str(evaluate(found[1], values)), str(text))


class Run:
    """One run of the action in a repository at `workspace`."""

    def __init__(self, workspace: Path, temp: Path, inputs: dict, github: dict | None = None, runner: dict | None = None,
                 compiled: Path | None = None):
        unknown = set(inputs) - set(ACTION["inputs"])
        assert not unknown, f"the action has no input {unknown}"
        shutil.rmtree(temp, ignore_errors=True)
        temp.mkdir(parents=True)
        if compiled:
            # As the cache restores it.
            (temp / "showpiece-source/bin").mkdir(parents=True)
            shutil.copy(compiled, temp / "showpiece-source/bin/showpiece")
        self.workspace, self.temp = workspace, temp
        self.runner = {"os": "Linux", "arch": "X64", "temp": str(temp)} | (runner or {})
        self.values = {f"runner.{key}": value for key, value in self.runner.items()}
        defaults = {key: str(one["default"]) for key, one in ACTION["inputs"].items()}
        self.values |= {f"inputs.{key}": value for key, value in (defaults | inputs).items()}
        facts = {"action_repository": "ada/showpiece", "server_url": "http://127.0.0.1:9", "event_name": "push", "ref_name": "main",
                 "sha": "0" * 40, "action_path": str(ROOT)} | (github or {})
        self.values |= {f"github.{key}": value for key, value in facts.items()}
        self.path, self.used, self.log, self.code = "/usr/bin:/bin", [], "", 0
        for step in ACTION["runs"]["steps"]:
            if self.code == 0 and evaluate(step.get("if", "'yes'"), self.values):
                self.step(step)

    def step(self, step: dict) -> None:
        if "uses" in step:
            given = {key: filled(value, self.values) for key, value in step["with"].items()}
            self.used.append((step["uses"].split("@")[0], given))
            return
        files = {name: self.temp / name for name in ("GITHUB_PATH", "GITHUB_OUTPUT")}
        for file in files.values():
            file.write_text("")
        env = {"PATH": self.path, "HOME": str(self.temp), "RUNNER_OS": self.runner["os"], "RUNNER_ARCH": self.runner["arch"],
               "RUNNER_TEMP": str(self.temp), "GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "ada/portfolio",
               "GITHUB_SERVER_URL": self.values["github.server_url"], "SOURCE_DATE_EPOCH": "1781524800"}
        env |= {name: str(file) for name, file in files.items()}
        env |= {name: filled(value, self.values) for name, value in step["env"].items()}
        done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], cwd=self.workspace, env=env,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
        self.log += done.stdout
        self.code = done.returncode
        for line in files["GITHUB_PATH"].read_text().splitlines():
            self.path = f"{line}:{self.path}"
        for line in files["GITHUB_OUTPUT"].read_text().splitlines():
            name, value = line.split("=", 1)
            self.values[f"steps.{step['id']}.outputs.{name}"] = value

    def output(self, name: str) -> str:
        return filled(ACTION["outputs"][name]["value"], self.values)

    def fails(self, word: str) -> None:
        assert self.code != 0 and word in self.log, f"`{word}` is not told:\n{self.log}"
        assert not [name for name, _ in self.used if "upload" in name], "something was uploaded"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def serve(folder: Path) -> str:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


def release(folder: Path, archive: Path, version: str, sum_of: bytes | None = None) -> None:
    """A release as `packaging/release finish` leaves it, or with a sum that is not the archive's."""
    place = folder / f"ada/showpiece/releases/download/v{version}"
    place.mkdir(parents=True, exist_ok=True)
    shutil.copy(archive, place)
    content = archive.read_bytes() if sum_of is None else sum_of
    line = f"{hashlib.sha256(content).hexdigest()}  {archive.name}\n"
    (place / "SHA256SUMS").write_text(f"{'0' * 64}  {archive.name}.sig\n{line}")


def runs(program: Path, archive: Path, folder: Path) -> None:
    version = re.search(r'^version = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.M)[1]
    shutil.rmtree(folder, ignore_errors=True)
    site = folder / "workspace/my site"
    site.parent.mkdir(parents=True)
    subprocess.run([program, "init", site, "--yes", "--quiet", "--name", "Ada Example"], check=True, stdout=subprocess.DEVNULL)
    release(folder / "server", archive, version)
    github = {"server_url": serve(folder / "server")}
    run = functools.partial(Run, site.parent, folder / "temp")

    good = run({"site": "my site"}, github)
    assert good.code == 0, good.log
    assert (good.output("version"), good.output("folder")) == (version, "my site/public"), good.values
    assert [name for name, _ in good.used] == ["actions/cache", "actions/upload-pages-artifact"], good.used
    assert good.used[-1][1]["path"] == "my site/public"
    expected = folder / "expected"
    subprocess.run([program, "build", site, "--strict", "--no-cache", "--quiet", "--out", expected], check=True,
                   env={"SOURCE_DATE_EPOCH": "1781524800", "PATH": "/nowhere"})
    subprocess.run(["diff", "-r", expected, site / "public"], check=True)

    pull = run({"site": "my site", "out": "looked at", "cache": "false", "base-url": "https://preview.example/x"},
               github | {"event_name": "pull_request"})
    assert pull.code == 0, pull.log
    assert pull.used == [("actions/upload-artifact", {"name": "site", "path": "looked at", "include-hidden-files": "True"})], pull.used
    assert "https://preview.example/x/" in (site.parent / "looked at/sitemap.xml").read_text()
    assert run({"site": "my site", "upload": "none", "version": f"v{version}"}, github).used[1:] == []
    mirror = run({"site": "my site", "releases": (folder / "server/ada/showpiece/releases/download").as_uri()})
    assert mirror.code == 0, mirror.log

    # A runner that does not tell the repository, and has unpacked the action where runners do.
    unpacked = folder / "_actions/ada/showpiece/v0"
    shutil.copytree(ROOT / "packaging", unpacked / "packaging")
    shutil.copy(ROOT / "Cargo.toml", unpacked)
    silent = run({"site": "my site"}, github | {"action_repository": "", "action_path": str(unpacked)})
    assert silent.code == 0, silent.log

    source = run({"site": "my site", "version": "source", "upload": "none", "cache": "false"}, {"server_url": "http://127.0.0.1:9"},
                 compiled=program)
    assert source.code == 0, source.log
    [(name, kept)] = source.used
    assert name == "actions/cache" and re.fullmatch(r"showpiece-source-Linux-X64-[0-9a-f]{40}", kept["key"]), source.used
    assert kept["path"] == str(folder / "temp/showpiece-source"), kept

    run({"version": "9.9.9"}, github).fails("Is there a release v9.9.9?")
    run({"version": "../../evil"}, github).fails("is no version")
    run({}, github, {"arch": "RISCV"}).fails("no archive for Linux on RISCV")
    run({}, github | {"action_repository": ""}).fails("has no releases")
    run({"site": "nowhere"}, github).fails("is no folder of the repository")
    run({"site": "my site", "strict": "yes"}, github).fails("neither `true` nor `false`")
    hostile = run({"site": "my site", "args": "$(touch taken) ; touch taken"}, github)
    assert hostile.code != 0 and not list(site.parent.rglob("taken")), hostile.log

    # What was changed on its way is not even unpacked.
    release(folder / "forged", archive, version, b"another archive")
    forged = run({"site": "my site"}, {"server_url": serve(folder / "forged")})
    forged.fails("SHA256SUMS says")
    assert not list((folder / "temp/showpiece-program").glob("*/bin")), "it was unpacked"

    # A finding shows at its line, and keeps the site back.
    with open(site / "data/profile.yaml", "a") as profile:
        profile.write("lable: typo\n")
    wrong = run({"site": "my site"}, github)
    wrong.fails("::error ")
    assert re.search(r"^::error file=.*data/profile\.yaml,line=\d+", wrong.log, re.M), wrong.log
    print(f"action: {len(ACTION['runs']['steps'])} steps, run 15 times")


def pins() -> None:
    """Each action that we use or write into sites is a commit, with its version beside it, and the same commit everywhere."""
    files = [ROOT / "action.yml", ROOT / "src/edit/skeleton/pages.yml", ROOT / "docs/guide/publishing.md", *sorted((ROOT / ".github/workflows").glob("*.yml"))]
    known: dict[str, tuple[str, Path]] = {}
    for file in files:
        # In the documentation `OWNER/showpiece` stands for this repository, with a tag that one can read.
        for line in re.findall(r"^ *(?:- )?uses: (?!OWNER/).*$", file.read_text(), re.M):
            found = re.fullmatch(r" *(?:- )?uses: ([\w.-]+/[\w./-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)", line)
            assert found, f"{file.name}: not a commit with its version: {line.strip()}"
            pinned = known.setdefault(found[1], (found[2], file))
            assert pinned[0] == found[2], f"{file.name}: {found[1]} is another commit than in {pinned[1].name}"
    print(f"pins: {len(known)} actions in {len(files)} files")


def described() -> None:
    text = (ROOT / "action.yml").read_text()
    used = set(re.findall(r"inputs\.([\w-]+)", text))
    assert used == set(ACTION["inputs"]), f"declared or used, not both: {used ^ set(ACTION['inputs'])}"
    for step in ACTION["runs"]["steps"]:
        # What an input says must never become part of a script.
        assert "${{" not in step.get("run", ""), step
    page = (ROOT / "docs/guide/publishing.md").read_text()
    rows = set(re.findall(r"^\| `([\w-]+)` \|", page.split("### The action", 1)[1].split("\n## ", 1)[0], re.M))
    assert rows == set(ACTION["inputs"]) | set(ACTION["outputs"]), f"documented or declared, not both: {rows ^ set(ACTION['inputs'])}"


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: python packaging/test_action.py PROGRAM ARCHIVE FOLDER")
    pins()
    described()
    runs(*(Path(os.path.abspath(one)) for one in sys.argv[1:]))

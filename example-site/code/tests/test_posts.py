"""The posts quote code, tracebacks and numbers. Here each of them is made again.

A fence with a title such as `pager/ingest.py` must be found, line for line, in a
file of that name below `writing/`; what a post says was printed must be printed.
"""

import doctest
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

CODE = Path(__file__).resolve().parents[1]
SOURCES = CODE / "writing"
POSTS = CODE.parent / "content" / "writing"
FENCE = re.compile(r"^```(\w+)[ ]*(\{[^\n]*\})?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CARETS = re.compile(r"^[ |]*[~^]+\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fence:
    post: str
    language: str
    title: str
    text: str

    def __str__(self) -> str:
        return f"{self.post}: {self.title or self.text.partition('\n')[0]}"


def fences(post: str) -> list[Fence]:
    page = (POSTS / f"{post}.md").read_text(encoding="utf-8")
    return [
        Fence(post, language, "".join(re.findall(r'title="([^"]*)"', braces)), text)
        for language, braces, text in FENCE.findall(page)
    ]


FENCES = [fence for page in sorted(POSTS.glob("*.md")) for fence in fences(page.stem)]
QUOTED = [f for f in FENCES if f.language == "python" and f.title.endswith(".py")]
SESSIONS = [fence for fence in FENCES if fence.language == "pycon"]


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script as the post did: by its name, without colours."""
    plain = {"NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, script],
        cwd=folder,
        env={**os.environ, **plain},
        capture_output=True,
        text=True,
        check=False,
    )


def as_printed(errors: str, folder: Path) -> str:
    """A traceback with the paths of the post. Before 3.13 the carets differ."""
    text = errors.replace(str(folder), "/srv/pager")
    return text if sys.version_info >= (3, 13) else CARETS.sub("", text)


def in_the_post(fence: Fence) -> str:
    return fence.text if sys.version_info >= (3, 13) else CARETS.sub("", fence.text)


@pytest.mark.parametrize("fence", QUOTED, ids=str)
def test_a_quotation_is_verbatim(fence: Fence) -> None:
    files = [path for path in SOURCES.rglob("*.py") if path.match(fence.title)]
    assert files, f"no file {fence.title}"
    texts = [path.read_text(encoding="utf-8") for path in files]
    assert any(f"\n{fence.text}" in f"\n{text}" for text in texts), files


@pytest.mark.parametrize("fence", SESSIONS, ids=str)
def test_a_session_prints_what_it_shows(fence: Fence) -> None:
    parser = doctest.DocTestParser()
    example = parser.get_doctest(fence.text, {}, str(fence), fence.post, 0)
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0


@pytest.mark.parametrize(("folder", "place"), [("before", 0), ("after", 1)])
def test_a_traceback_is_the_one_that_is_printed(folder: str, place: int) -> None:
    shown = [f for f in fences("reading-a-traceback") if f.language == "pytb"][place]
    where = SOURCES / "traceback" / folder
    assert as_printed(run("night.py", where).stderr, where) == in_the_post(shown)


def test_a_group_prints_both_leaves() -> None:
    shown = [f for f in fences("reading-a-traceback") if f.language == "pytb"][2]
    where = SOURCES / "traceback"
    assert in_the_post(shown) in as_printed(run("fanout.py", where).stderr, where)


def test_each_channel_is_tried_and_the_failures_come_back() -> None:
    printed = run("notify.py", SOURCES / "traceback").stdout
    assert printed.startswith("{'sms': TimeoutError(")
    assert "'mail': ConnectionRefusedError(" in printed
    assert "chat" not in printed


def test_two_judges_say_what_the_post_says() -> None:
    shown = next(f for f in fences("a-back-test-you-can-lose") if "$ " in f.text)
    printed = run("two_judges.py", SOURCES / "back_test").stdout
    assert shown.text == f"$ python two_judges.py\n{printed}"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('return text.rstrip("\\n") + "\\n"', 0),
        ('return "\\n".join(map(str.rstrip, text.splitlines())) + "\\n"', 1),
    ],
)
def test_the_script_for_bisect_tells_good_from_bad(
    tmp_path: Path, body: str, status: int
) -> None:
    (tmp_path / "compare.py").write_text(f"def normalise(text):\n    {body}\n")
    script = SOURCES / "git" / "hard_breaks.py"
    assert run(str(script), tmp_path).returncode == status


def test_the_released_comparison_passes_the_script_for_bisect() -> None:
    assert run("hard_breaks.py", SOURCES / "git").returncode == 0


def test_the_hook_names_the_commit_that_fails(tmp_path: Path) -> None:
    nobody = ("-c", "user.name=t", "-c", "user.email=t@t.example")
    unsigned = ("-c", "commit.gpgSign=false")
    plain = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    plain["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{plain['PATH']}"

    def git(*words: str) -> str:
        command = ["git", *nobody, *unsigned, *words]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout

    def hook(trunk: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [SOURCES / "git" / "pre-push"],
            cwd=tmp_path,
            env={**plain, "TRUNK": trunk},
            capture_output=True,
            text=True,
            check=False,
        )

    git("init", "--quiet")
    for title, body in [("start", "pass"), ("break", "assert 0"), ("repair", "pass")]:
        (tmp_path / "test_it.py").write_text(f"def test_it() -> None:\n    {body}\n")
        git("add", ".")
        git("commit", "--quiet", "--message", title)
    stopped = hook("HEAD~2")
    assert stopped.returncode == 1
    assert re.search(r"^pre-push: the tests fail at \w+ break$", stopped.stderr, re.M)
    assert hook("HEAD~1").returncode == 0
    assert len(git("worktree", "list").splitlines()) == 1


def monday(year: str) -> str:
    notes = fences("notes-to-a-younger-colleague")
    return next(
        f.text for f in notes if f.title.startswith("monday.py") and year in f.title
    )


def test_the_script_of_2011_eats_its_data(tmp_path: Path) -> None:
    (tmp_path / "monday.py").write_text(monday("2011"))
    log = tmp_path / "logs" / "gauge.log"
    log.parent.mkdir()
    log.write_text("# station 4\n#0001 1.32\n#0002 1.35\n")
    assert run("monday.py", tmp_path).returncode == 0
    assert log.read_text() == ""


def test_the_script_of_today_keeps_them_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "monday.py").write_text(monday("today"))
    raw = tmp_path / "raw" / "gauge.log"
    raw.parent.mkdir()
    (tmp_path / "clean").mkdir()
    raw.write_text("# station 4\n0001 1.32\n\n0002 1.35\n")
    assert run("monday.py", tmp_path).stdout == "gauge.log: kept 2 of 4 lines\n"
    assert raw.read_text().startswith("# station 4")
    assert (tmp_path / "clean" / "gauge.log").read_text() == "0001 1.32\n0002 1.35\n"

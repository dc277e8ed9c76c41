from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from snapgold.cli import accept, main
from snapgold.gold import Gold, Mismatch, as_file, as_json


def test_the_first_run_fails_and_proposes(tmp_path: Path) -> None:
    gold = Gold(tmp_path / "total.gold", as_json)
    with pytest.raises(Mismatch, match="not been reviewed yet"):
        gold.check({"total": 12})
    assert not gold.path.exists()
    assert gold.proposal.read_text() == '{\n  "total": 12\n}\n'


def test_an_accepted_proposal_passes(tmp_path: Path) -> None:
    gold = Gold(tmp_path / "total.gold", as_json)
    with pytest.raises(Mismatch):
        gold.check([1, 2])
    assert accept(gold.path)
    gold.check([1, 2])
    assert not gold.proposal.exists()


def test_a_difference_shows_as_a_diff(tmp_path: Path) -> None:
    gold = Gold[str](tmp_path / "letter.gold", str)
    gold.path.write_text("Dear Ada,\nthe sum is 12.\n")
    with pytest.raises(Mismatch) as caught:
        gold.check("Dear Ada,\nthe sum is 13.")
    assert "-the sum is 12.\n+the sum is 13." in str(caught.value)
    assert gold.path.read_text() == "Dear Ada,\nthe sum is 12.\n"


def test_passing_again_removes_a_stale_proposal(tmp_path: Path) -> None:
    gold = Gold[str](tmp_path / "x.gold", str)
    gold.path.write_text("right\n")
    with pytest.raises(Mismatch):
        gold.check("wrong")
    gold.check("right")
    assert not gold.proposal.exists()


def test_windows_line_endings_are_the_same_text(tmp_path: Path) -> None:
    gold = Gold[str](tmp_path / "x.gold", str)
    gold.path.write_bytes(b"one\r\ntwo\r\n")
    gold.check("one\ntwo")


@given(st.text())
@example("\r")  # found by Hypothesis: it ended in two kinds of line ending
def test_as_file_settles_at_once(text: str) -> None:
    assert as_file(as_file(text)) == as_file(text)


def test_status_lists_and_accept_settles(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = Gold[str](tmp_path / "a" / "x.gold", str)
    with pytest.raises(Mismatch):
        gold.check("seen")
    assert main(["status", str(tmp_path)]) == 1
    assert "1 waiting for review" in capsys.readouterr().out
    assert main(["accept", str(gold.path)]) == 0
    assert main(["status", str(tmp_path)]) == 0
    assert main(["accept", str(gold.path)]) == 2

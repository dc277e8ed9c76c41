"""The plugin, seen from outside: whole pytest runs inside a pytest run."""

import pytest

# Only the plugin under test: the others that are installed here would speak up too.
OPTIONS = (
    *("-p", "snapgold.plugin"),
    *("-p", "no:django", "-p", "no:asyncio", "-p", "no:cacheprovider"),
)


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess(*OPTIONS, *arguments)


def accept_all(pytester: pytest.Pytester) -> None:
    for proposal in pytester.path.rglob("*.gold.new"):
        proposal.replace(proposal.with_suffix(""))


def test_review_then_pass(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(gold): gold({'b': 1, 'a': 2})")
    first = run(pytester)
    first.assert_outcomes(failed=1)
    first.stdout.fnmatch_lines(["*snapgold accept*test_it.gold"])
    accept_all(pytester)
    run(pytester).assert_outcomes(passed=1)


def test_each_parameter_has_its_file(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("currency", ["NOK", "EUR/DKK"])
        def test_total(gold, currency):
            gold(currency)
        """
    )
    run(pytester).assert_outcomes(failed=2)
    names = sorted(path.name for path in pytester.path.rglob("*.new"))
    assert names == ["test_total_EUR_DKK_.gold.new", "test_total_NOK_.gold.new"]


def test_two_checks_need_two_names(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_it(gold):
            gold(1)
            gold(2)
        """
    )
    run(pytester)
    accept_all(pytester)
    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*two snapshots named test_it.gold*"])


def test_gold_without_a_test_is_reported(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_now="def test_it(gold): gold(1)")
    run(pytester)
    accept_all(pytester)
    left_over = pytester.path / "gold" / "test_now" / "test_old.gold"
    left_over.write_text("1\n")
    result = run(pytester)
    result.stdout.fnmatch_lines(["*gold that no test checks*", "*test_old.gold"])
    assert "no test checks" not in run(pytester, "-k", "it").stdout.str()

"""The timing of changes: what it times is true, and it is told."""

import json

from typer.testing import CliRunner

from eval.speed.changes import app


def test_each_change_is_found_by_both_processes_and_timed() -> None:
    result = CliRunner().invoke(app, ["--passages", "40", "--json"])
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["passages"] == 40
    assert [change["name"] for change in report["changes"]] == ["add", "replace", "delete"]
    for change in report["changes"]:
        assert 0 < change["acknowledged"] < change["found"]
        assert change["found_elsewhere"] > 0
    assert min(report["start_saved"], report["start_derived"]) > 0

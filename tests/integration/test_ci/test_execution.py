"""Jobs that test something, run for real where that is quick: legs, coverage, reports, artifacts."""

import pytest
from conftest import BUILT, only
from ropewalk import double


@pytest.mark.slow
async def test_the_package_is_tested_on_one_leg_for_real(ours, tmp_path):
    run = await ours.run(
        "ci", event="pull_request", job="package", legs={"python": "3.12"}, doubles=[double.job("build"), BUILT]
    )
    assert run.succeeded, run
    (leg,) = run.legs("package")
    assert leg.name == "Python package (Python 3.12)"
    folder = await ours.download(run, "package-3.12", tmp_path / "reports")
    assert {"junit.xml", "coverage.xml"} <= {file.name for file in folder.iterdir()}
    assert "TOTAL" in leg.log


async def test_a_leg_that_fails_leaves_the_others_alone(ours):
    script = 'mkdir -p reports && touch reports/junit.xml && [ "$(python -c "import sys; print(sys.version_info[1])")" != 12 ]'
    doubles = [*only("package"), BUILT, double.step("Client and plugin", job="package", run=script)]
    run = await ours.run("ci", event="pull_request", doubles=doubles)
    legs = {leg.matrix["python"]: str(leg.conclusion) for leg in run.legs("package")}
    assert legs == {"3.11": "success", "3.12": "failure", "3.13": "success"}
    # The reports of the red leg are kept as well.
    assert {f"package-3.{minor}" for minor in (11, 12, 13)} <= set(run.artifacts)


async def test_a_job_that_leaves_no_report_says_so(ours):
    doubles = [*only("package"), BUILT, double.step("Client and plugin", job="package")]
    run = await ours.run("ci", job="package", legs={"python": "3.13"}, doubles=doubles)
    (leg,) = run.legs("package")
    assert [step.name for step in leg.failed_steps] == ["Keep the reports"]

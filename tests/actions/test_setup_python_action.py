"""actions/setup-python with the real Pythons of this machine."""

import sys
import zipfile
from pathlib import Path

from project import Project

# The Python that runs these tests is on this machine for certain, though not always where the action looks for one of
# its patch version; its minor version is what the tests ask for.
MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"

WORKFLOW = f"""
on: push
jobs:
  first:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        id: python
        with: {{python-version: '{MINOR}'}}
      - run: |
          echo "version=$(python --version)"
          echo "output=Python ${{{{ steps.python.outputs.python-version }}}}"
          echo "program=$(command -v python)"
          echo "path=${{{{ steps.python.outputs.python-path }}}}"
          echo "location=$pythonLocation"
          echo "pip=$(python -c 'import pip; print(pip.__version__)')"
          pip install --no-index ./demo_tool-1.0-py3-none-any.whl
          echo "script=$(command -v demo-tool)"
          echo "says=$(demo-tool)"
          echo "installation=$(python -c 'import sys; print(sys.prefix == sys.base_prefix == sys.exec_prefix)')"
          echo "prefix=$(python -c 'import sys; print(sys.prefix)')"
          echo "inside=$(python -c 'import sys, sysconfig; print(all(path.startswith(sys.prefix) for path in sysconfig.get_paths().values()))')"
          echo "environment=$(python -m venv --without-pip venv && venv/bin/python -c 'import sys; print(sys.base_prefix)')"
          echo "unset=${{UV_PYTHON-}}${{PIP_CACHE_DIR-}}"
          echo "downloads=$(cd ~/.cache/pip && echo there)"
      - run: |
          cat > extension.c <<'C'
          #include <Python.h>
          static PyModuleDef module = {{PyModuleDef_HEAD_INIT, "extension"}};
          PyMODINIT_FUNC PyInit_extension(void) {{ return PyModule_Create(&module); }}
          C
          cc -shared -fPIC -I"$(python -c 'import sysconfig; print(sysconfig.get_path("include"))')" extension.c -o extension.so
          echo "extension=$(python -c 'import extension; print(extension.__name__)')"
  second:
    needs: first
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-python@v5
        with: {{python-version: '{MINOR}'}}
      - run: |
          echo "found=$(python -c 'import importlib.util as u; print(u.find_spec("demo_tool"))')"
  missing:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-python@v5
        with: {{python-version: '3.99'}}
"""


def _write_wheel(folder: Path) -> None:
    """A package with a console script, so that nothing has to come from an index."""
    info = "demo_tool-1.0.dist-info"
    files = {
        "demo_tool.py": "def main():\n    print('hello from the demo')\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: demo-tool\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\ndemo-tool = demo_tool:main\n",
    }
    record = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(folder / "demo_tool-1.0-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
        wheel.writestr(f"{info}/RECORD", record)


def test_each_job_gets_a_python_of_its_own_and_a_missing_one_is_explained(project: Project) -> None:
    _write_wheel(project.top)
    project.commit("a wheel")
    outcome = project.run(WORKFLOW)

    assert outcome.value("first", "version").startswith(f"Python {MINOR}."), outcome.describe()
    assert outcome.value("first", "version") == outcome.value("first", "output")
    location = outcome.value("first", "location")
    assert outcome.value("first", "program") == outcome.value("first", "path") == f"{location}/bin/python"
    assert outcome.value("first", "script") == f"{location}/bin/demo-tool"
    assert outcome.value("first", "says") == "hello from the demo"
    assert outcome.value("first", "installation") == "True"
    assert outcome.value("first", "prefix") == location == outcome.value("first", "environment")
    assert outcome.value("first", "inside") == "True"
    assert outcome.value("first", "unset") == ""
    assert outcome.value("first", "downloads") == "there"
    assert outcome.value("first", "extension") == "extension"
    assert int(outcome.value("first", "pip").split(".")[0]) >= 22

    for place in (sys.prefix, sys.base_prefix):
        assert not list(Path(place).glob("lib/**/demo_tool*")), "pip install reached the machine's own Python"
    assert outcome.value("second", "found") == "None"

    assert outcome.exit_code == 1
    message = outcome.text("missing")
    assert "The version '3.99' with architecture" in message
    assert "Looked in:" in message
    assert "uv python install 3.99" in message


DEFAULT = """
on: push
jobs:
  first:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: |
          pip install --no-index ./demo_tool-1.0-py3-none-any.whl
          echo "says=$(demo-tool)"
          echo "prefix=$(python3 -c 'import sys; print(sys.prefix == sys.base_prefix, sys.prefix)')"
          echo "pip=$(python -m pip --version)"
          echo "work=${RUNNER_TEMP%/*}"
      - shell: python
        run: import demo_tool; print("imported=yes")
      - run: |
          python -m venv --without-pip venv
          echo "environment=$(venv/bin/python -c 'import sys; print(sys.base_prefix)')"
  second:
    needs: first
    runs-on: ubuntu-latest
    steps:
      - run: |
          echo "found=$(python -c 'import importlib.util as u; print(u.find_spec("demo_tool"))')"
  both:
    runs-on: ubuntu-latest
    steps:
      - run: for n in 1 2 3 4; do python -c 'print("at once")' & done; wait
      - run: echo "left=$(ls "${RUNNER_TEMP%/*}" | grep -c _python)"
"""


def test_a_job_without_setup_python_has_a_python_of_its_own(project: Project) -> None:
    _write_wheel(project.top)
    project.commit("a wheel")
    outcome = project.run(DEFAULT)

    assert outcome.exit_code == 0, outcome.describe()
    assert outcome.value("first", "says") == "hello from the demo"
    own = outcome.value("first", "work") + "/_python"
    assert outcome.value("first", "prefix") == f"True {own}"
    assert outcome.value("first", "environment") == own
    assert outcome.value("first", "imported") == "yes"
    assert outcome.value("first", "pip").startswith("pip ")
    assert outcome.value("second", "found") == "None"
    assert outcome.value("both", "left") == "1", "several first calls at once make one Python"
    for place in (sys.prefix, sys.base_prefix):
        assert not list(Path(place).glob("lib/**/demo_tool*")), "pip install reached the machine's own Python"


CACHED = """
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: '3.x'
      - uses: actions/cache@v4
        id: cache
        with:
          path: ${{ env.pythonLocation }}
          key: ${{ runner.os }}-python-${{ env.pythonLocation }}-1
      - if: steps.cache.outputs.cache-hit != 'true'
        run: pip install --no-index ./demo_tool-1.0-py3-none-any.whl
      - run: |
          echo "hit=${{ steps.cache.outputs.cache-hit }}"
          echo "says=$(demo-tool)"
          echo "location=$pythonLocation"
"""


def test_a_cache_of_the_python_itself_is_found_by_the_next_run(project: Project) -> None:
    """As fastapi's own workflows have it."""
    _write_wheel(project.top)
    project.commit("a wheel")
    first, second = project.run(CACHED), project.run(CACHED)

    assert (first.exit_code, second.exit_code) == (0, 0), second.describe()
    assert second.value("test", "location") == first.value("test", "location")
    assert (first.value("test", "hit"), second.value("test", "hit")) == ("", "true")
    assert second.value("test", "says") == "hello from the demo"

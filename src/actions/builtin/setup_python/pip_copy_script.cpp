// It is Python because the one lock that goes away with its process, flock, and pip itself are at hand there. A copy is
// made in a temporary folder and then renamed, so that readers see it whole or not at all; no copy is changed later.
// The bytecode is compiled without a check of the source's time, so that copied files need no compiling again.
#include "actions/builtin/setup_python/pip_copy_script.h"

namespace ropewalk::actions::builtin {

std::string_view pip_copy_script() {
  return R"py(
import fcntl, glob, json, os, shutil, subprocess, sys, tempfile

folder, name, run = sys.argv[1:4]
wheels = [w for w in sys.argv[4:] if os.path.isfile(w)]
DROPPED = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV", "PIP_CONSTRAINT",
           "PIP_REQUIREMENT", "PIP_EDITABLE", "PIP_DRY_RUN", "PIP_PYTHON", "PIP_REPORT",
           "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
environment = {k: v for k, v in os.environ.items() if k not in DROPPED}


def call(arguments):
    return subprocess.run(arguments, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True, errors="replace")


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"


def site_packages(top):
    return glob.glob(os.path.join(glob.escape(top), "lib", "python3*", "site-packages"))[0]


def answer(top, is_bundled, reason=""):
    site = site_packages(top)
    version = os.path.basename(glob.glob(os.path.join(glob.escape(site), "pip-*.dist-info"))[0])
    print(json.dumps({"site_packages": site, "pip": version[len("pip-"):-len(".dist-info")],
                      "is_bundled": is_bundled, "reason": reason}))
    sys.exit(0)


def install(python, wheel, *wanted):
    return call([python, os.path.join(wheel, "pip"), "install", "--ignore-installed", "--no-deps", "--no-compile",
                 "--quiet", "--disable-pip-version-check", "--no-warn-script-location", "--no-input",
                 "--retries", "1", "--timeout", "10", *wanted])


def make(wheel, final, *wanted):
    """Makes the copy at `final`; the reason why not, else an empty text."""
    work = tempfile.mkdtemp(dir=folder, prefix=".making-")
    try:
        made = call([sys.executable, "-I", "-m", "venv", "--without-pip", work])
        if made.returncode != 0:
            return last_line(made.stdout)
        python = os.path.join(work, "bin", "python")
        installed = install(python, wheel, *wanted)
        if installed.returncode != 0:
            return last_line(installed.stdout)
        # Up to Python 3.11 GitHub's Pythons come with setuptools.
        bundled = sorted(glob.glob(os.path.join(glob.escape(os.path.dirname(wheel)), "setuptools-*.whl")))
        if sys.version_info < (3, 12) and bundled:
            install(python, wheel, "--no-index", bundled[-1])
        mode = ["--invalidation-mode", "unchecked-hash"] if sys.version_info >= (3, 7) else []
        call([python, "-I", "-m", "compileall", "-q", *mode, site_packages(work)])
        os.rename(work, final)
        return ""
    finally:
        shutil.rmtree(work, ignore_errors=True)


os.makedirs(folder, exist_ok=True)
with open(os.path.join(folder, name + ".lock"), "w") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    newest, bundled = (os.path.join(folder, name + end) for end in ("", "-bundled"))
    if os.path.isdir(newest):
        answer(newest, False)
    if not wheels:
        sys.exit(3)
    tried = os.path.join(folder, name + "-bundled.tried")
    if os.path.isdir(bundled) and os.path.isfile(tried):
        with open(tried) as file:
            last_run, _, last_reason = file.read().partition("\n")
        if last_run == run:
            answer(bundled, True, last_reason)
    reason = make(wheels[0], newest, "pip")
    if not reason:
        answer(newest, False)
    with open(tried, "w") as file:
        file.write(run + "\n" + reason)
    if not os.path.isdir(bundled):
        failed = make(wheels[0], bundled, "--no-index", wheels[0])
        if failed:
            sys.exit(failed)
    answer(bundled, True, reason)
)py";
}

}  // namespace ropewalk::actions::builtin

// On GitHub a job without setup-python has the image's Python, which is thrown away with the machine. Here the
// machine's Python is the user's, and `pip install` in a job would change it. So each job has a Python of its own.
//
// Most jobs call none, and a job must start in milliseconds; so the job gets programs on its PATH that copy a template
// when one of them is called. The template is an installation (installation.h) without a copy of pip: a `.pth` file
// names the folder that a wheel of pip was unpacked to, which `pip install -U pip` leaves alone, since it lies outside
// of the installation. As Ubuntu's own Python the template is marked as externally managed, and as on GitHub's images
// its configuration lets pip install all the same.
#include "actions/default_python.h"

#include <fmt/format.h>

#include <algorithm>

#include "actions/builtin/setup_python/installation.h"
#include "actions/builtin/setup_python/interpreters.h"
#include "actions/builtin/setup_python/pip_copy.h"
#include "base/shell_word.h"

namespace ropewalk::actions {
namespace {

namespace fs = std::filesystem;
using builtin::Interpreter;
using builtin::InterpreterSearch;

/// Another layout of the folder gets another number.
constexpr std::string_view kFolder = "default-1";
/// A link to a file of the interpreter that the template leads to: broken when that was removed.
constexpr std::string_view kCheck = "check";

constexpr std::string_view kManaged =
    "[externally-managed]\n"
    "Error=This Python stands for that of GitHub's ubuntu images, which is managed by the system. Use a virtual\n"
    " environment, actions/setup-python, or --break-system-packages (pip has it set here, as on GitHub's images).\n";
constexpr std::string_view kPipConfiguration = "[global]\nbreak-system-packages = true\nroot-user-action = ignore\n";

fs::path folder_in(const fs::path& shared_cache) { return shared_cache / "python" / kFolder; }

/// GitHub's ubuntu-latest has 3.12.
const Interpreter* choose(const InterpreterSearch& search) {
  const Interpreter* newest = nullptr;
  for (const Interpreter& interpreter : search.found) {
    if (interpreter.is_freethreaded || !interpreter.version.prerelease.empty()) {
      continue;
    }
    newest = newest == nullptr ? &interpreter : newest;
    if (interpreter.version.major == 3 && interpreter.version.minor == 12) {
      return &interpreter;
    }
  }
  return newest;
}

std::string program_text(const fs::path& folder) {
  return fmt::format(R"sh(#!/bin/sh
# Makes the job's own Python when it is first asked for, and goes on in it.
own="${{RUNNER_TEMP:?is not set: this program belongs to a job}}"
own="${{own%/*}}/_python"
name="${{0##*/}}"
if [ ! -e "$own/bin/python3" ]; then
  cp -RP {} "$own.$$" && mv -T "$own.$$" "$own" 2>/dev/null || rm -rf "$own.$$"
fi
if [ "$name" = pipx ] && [ ! -e "$own/bin/pipx" ]; then
  "$own/bin/python3" -m pip install --quiet --disable-pip-version-check pipx >&2 || exit
fi
exec "$own/bin/$name" "$@"
)sh",
                     shell_word((folder / "template").string()));
}

/// pip finds its interpreter beside itself: the template is copied to where no one knows yet.
std::string pip_text() {
  return "#!/bin/sh\n"
         "'''exec' \"${0%/*}/python3\" \"$0\" \"$@\"\n"
         "' '''\n"
         "import sys\n"
         "from pip._internal.cli.main import main\n"
         "if __name__ == '__main__':\n"
         "    sys.exit(main())\n";
}

class Maker {
 public:
  /// Made in one folder, found later in another.
  Maker(fs::path made_in, fs::path found_at, StepHost& host)
      : made_in_(std::move(made_in)), found_at_(std::move(found_at)), host_(host), files_(host.files()) {}

  Result<void> make(const Interpreter& interpreter, const InterpreterSearch& search) {
    const fs::path standard_library = builtin::standard_library(interpreter, files_);
    const fs::path top = made_in_ / "template";
    Result<void> done = builtin::make_installation(interpreter, {}, {top, found_at_ / "template"}, files_);
    const fs::path library = top / "lib" / builtin::library_name(interpreter);
    const auto then = [&](Result<void> next) { done = std::move(next); };
    if (done) {
      then(files_.write_quick(library / "EXTERNALLY-MANAGED", kManaged));
    }
    if (done) {
      then(files_.write_quick(top / "pip.conf", kPipConfiguration));
    }
    if (done) {
      then(add_pip(interpreter, search, library / "site-packages"));
    }
    if (done) {
      then(add_programs(interpreter));
    }
    if (done) {
      then(files_.make_symlink(standard_library / "os.py", made_in_ / kCheck));
    }
    return done;
  }

 private:
  Result<void> add_pip(const Interpreter& interpreter, const InterpreterSearch& search, const fs::path& packages) {
    const std::vector<std::string> wheels = builtin::pip_wheels(interpreter, search, files_);
    if (wheels.empty()) {
      return {};
    }
    if (Result<void> unpacked = host_.archive().unpack(wheels.front(), made_in_ / "pip", host_.stop()); !unpacked) {
      return unpacked;
    }
    return files_.write_quick(packages / "pip.pth", (found_at_ / "pip").string() + "\n");
  }

  Result<void> add_programs(const Interpreter& interpreter) {
    const std::string minor = fmt::format("{}.{}", interpreter.version.major, interpreter.version.minor);
    const fs::path bin = made_in_ / "template" / "bin";
    for (const std::string& name : {std::string("pip"), std::string("pip3"), "pip" + minor}) {
      if (Result<void> written = write_program(bin / name, pip_text()); !written) {
        return written;
      }
    }
    const std::string text = program_text(found_at_);
    for (const std::string& name : {std::string("python"), std::string("python3"), "python" + minor, std::string("pip"),
                                    std::string("pip3"), "pip" + minor, std::string("pipx")}) {
      if (Result<void> written = write_program(made_in_ / "bin" / name, text); !written) {
        return written;
      }
    }
    return {};
  }

  Result<void> write_program(const fs::path& file, std::string_view text) {
    if (Result<void> made = files_.make_directories(file.parent_path()); !made) {
      return made;
    }
    if (Result<void> written = files_.write_quick(file, text); !written) {
      return written;
    }
    return files_.make_executable(file);
  }

  fs::path made_in_;
  fs::path found_at_;
  StepHost& host_;
  ports::Files& files_;
};

}  // namespace

fs::path default_python_programs(const fs::path& shared_cache) { return folder_in(shared_cache) / "bin"; }

fs::path default_python_of_job(const fs::path& temp) { return temp.parent_path() / "_python"; }

Result<void> prepare_default_python(StepHost& host) {
  ports::Files& files = host.files();
  const fs::path folder = folder_in(host.paths().shared_cache);
  if (files.type_followed(folder / kCheck) == ports::FileType::kFile) {
    return {};
  }
  const InterpreterSearch search = builtin::find_interpreters(host);
  const Interpreter* const interpreter = choose(search);
  if (interpreter == nullptr) {
    return {};
  }
  if (Result<void> made = files.make_directories(folder.parent_path()); !made) {
    return made;
  }
  const Result<fs::path> aside = files.make_temporary_directory(folder.parent_path(), ".making-");
  if (!aside) {
    return fail(aside.error());
  }
  Result<void> done = Maker(*aside, folder, host).make(*interpreter, search);
  if (done) {
    // What is there leads to a Python that is gone, or was made by another run just now: then that one stays.
    if (files.type_followed(folder / kCheck) != ports::FileType::kFile) {
      done = files.remove_all(folder);
      done = done ? files.rename(*aside, folder) : std::move(done);
    }
    if (!done && files.type_followed(folder / kCheck) == ports::FileType::kFile) {
      done = {};
    }
  }
  const Result<void> removed = files.remove_all(*aside);
  return done ? removed : done;
}

}  // namespace ropewalk::actions
